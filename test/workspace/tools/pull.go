// Command pull lists the repositories that the build host may pull from.
package main

import (
	"context"
	"fmt"
	"log"

	"chainguard.dev/sdk/auth/aws"
	"chainguard.dev/sdk/sts"
	"github.com/aws/aws-sdk-go-v2/config"
)

const (
	issuer   = "https://issuer.enforce.dev"
	identity = "d765ca7e6d295e777a25973082ba703ca6c229bd/7ac1b67a3aa5ac35/8e218fa861794534"
)

func main() {
	ctx := context.Background()
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		log.Fatal(err)
	}
	creds, err := cfg.Credentials.Retrieve(ctx)
	if err != nil {
		log.Fatal(err)
	}
	token, err := aws.GenerateToken(ctx, creds, issuer, identity)
	if err != nil {
		log.Fatal(err)
	}
	pair, err := sts.New(issuer, "https://console-api.enforce.dev", sts.WithIdentity(identity)).Exchange(ctx, token)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(pair.AccessToken) > 0)
}
