import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCallerOutput } from '../../../src/documents/callerOutput';
import { caller } from '../core/callers';

const arn = 'arn:aws:sts::123456789012:assumed-role/ci-runner/i-0f1e2d3c4b5a69788';
const userId = 'AROAQ3EGCIRUNNEXAMPLE:i-0f1e2d3c4b5a69788';
const who = { account: '123456789012', arn, userId };
const json = JSON.stringify({ UserId: userId, Account: '123456789012', Arn: arn }, null, 4);
const table = [
  '-'.repeat(90),
  `|${'GetCallerIdentity'.padStart(50).padEnd(88)}|`,
  '+---------+------------------------------------------------------------------------------+',
  `|  Account|  123456789012${' '.repeat(64)}|`,
  `|  Arn    |  ${arn.padEnd(76)}|`,
  `|  UserId |  ${userId.padEnd(76)}|`,
  '+---------+------------------------------------------------------------------------------+',
].join('\n');
const esc = '\u001b';

describe('readCallerOutput', () => {
  it.each([
    ['json', json],
    ['json in one line', JSON.stringify({ Account: '123456789012', Arn: arn, UserId: userId })],
    ['yaml', `Account: '123456789012'\nArn: ${arn}\nUserId: ${userId}\n`],
    ['yaml-stream', `- Account: "123456789012"\n  Arn: ${arn}\n  UserId: ${userId}\n`],
    ['text', `123456789012\t${arn}\t${userId}\n`],
    ['text with spaces', `123456789012    ${arn}    ${userId}`],
    ['table', table],
    [
      'what STS itself says',
      JSON.stringify({
        GetCallerIdentityResponse: {
          GetCallerIdentityResult: { Account: '123456789012', Arn: arn, UserId: userId },
        },
      }),
    ],
    [
      'XML',
      `<GetCallerIdentityResult><Arn>${arn}</Arn><UserId>${userId}</UserId><Account>123456789012</Account></GetCallerIdentityResult>`,
    ],
    [
      'a terminal',
      `kim@box:~$ export AWS_PROFILE=ci\nkim@box:~$ aws sts get-caller-identity --output json\n${json}\nkim@box:~$ `,
    ],
    ['PowerShell', `PS C:\\Users\\kim> aws sts get-caller-identity\r\n${json.replaceAll('\n', '\r\n')}\r\n`],
    [
      'colours',
      `${esc}[1;32mkim${esc}[0m$ aws sts get-caller-identity\n${json.replace('"UserId"', `${esc}[34m"UserId"${esc}[39m`)}`,
    ],
    ['exports around it', `export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\n${json}`],
    ['a quoting mail', json.replace(/^/gm, '> ')],
  ])('reads %s', (_, text) => {
    const output = readCallerOutput(text);
    expect(output).toMatchObject({ ok: true, caller: who });
    if (output.ok) expect(text.slice(output.start, output.end)).toBe(arn);
  });

  it('reads an ARN that colours cut', () => {
    const output = readCallerOutput(json.replace('assumed-role', `${esc}[1massumed-role${esc}[0m`));
    expect(output).toMatchObject({ ok: true, caller: who, start: 0 });
  });

  const kim = 'arn:aws:iam::123456789012:user/kim';
  const user = { Path: '/', UserName: 'kim', UserId: 'AIDAQ3EGKIMKIMEXAMPLE', Arn: kim };
  const role = {
    RoleName: 'ci-runner',
    RoleId: 'AROAQ3EGCIRUNNEXAMPLE',
    Arn: 'arn:aws:iam::123456789012:role/ci-runner',
  };
  const yaml = `Account: '123456789012'\nArn: ${arn}\nUserId: ${userId}\n`;
  it.each([
    ['that of get-user before it', `${JSON.stringify({ User: user }, null, 4)}\n${json}`],
    ['that of get-user in one line', `${JSON.stringify({ User: user })}\n${yaml}`],
    [
      'get-user in YAML',
      `User:\n  Arn: ${kim}\n  Path: /\n  UserId: AIDAQ3EGKIMKIMEXAMPLE\n  UserName: kim\n${yaml}`,
    ],
    ['that of get-role before it', `${JSON.stringify({ Role: role }, null, 4)}\n${json}`],
    ['a field of something else before it', `Account: 999\n${json}`],
    [
      'a field of something else right before it',
      `Account: 999\nArn: ${arn}\nUserId: ${userId}\nAccount: 123456789012`,
    ],
    [
      'a text output of nobody before it',
      `123456789012\t${kim}\tAROAQ3EGCIRUNNEXAMPLE:x\n123456789012\t${arn}\t${userId}`,
    ],
    [
      'what boto3 answers, printed in order',
      `{'Account': '123456789012',\n 'Arn': '${arn}',\n 'ResponseMetadata': {'HTTPStatusCode': 200},\n 'UserId': '${userId}'}`,
    ],
  ])('takes all fields from one answer: %s', (_, text) => {
    expect(readCallerOutput(text)).toMatchObject({ ok: true, caller: who });
  });

  it('takes no caller from fields of several answers', () => {
    const users = JSON.stringify({ Users: [user, { ...user, Account: '123456789012' }] });
    expect(readCallerOutput(`${JSON.stringify({ User: user }, null, 4)}\nAccount: 123456789012`).ok).toBe(
      false,
    );
    expect(readCallerOutput(`{"a": {"Arn": "${kim}"}, "b": ${users}}`)).toMatchObject({
      caller: { arn: kim },
    });
  });

  it('reads every caller in every format', () => {
    fc.assert(
      fc.property(caller, (of) => {
        const said = { UserId: of.userId, Account: of.account, Arn: of.arn };
        expect(readCallerOutput(`${of.account}\t${of.arn}\t${of.userId}`)).toMatchObject({
          ok: true,
          caller: of,
        });
        if (/["'\\,{}|&<>]/.test(of.arn)) return;
        expect(readCallerOutput(JSON.stringify(said, null, 4))).toMatchObject({ ok: true, caller: of });
      }),
    );
  });

  it.each([
    ['', /^Paste the output/],
    [json.replaceAll('123456789012', '12345678901'), /twelve digits.*12345678901$/],
    [json.replaceAll('123456789012', '452example43'), /twelve digits/],
    [json.replace('"123456789012"', '"210987654321"'), /another account: 123456789012/],
    [json.replace(arn, 'arn:aws:iam::123456789012:role/ci-runner'), /No caller has this ARN/],
    [json.replace(arn, 'arn:aws:s3:::bucket'), /not a caller’s/],
    [json.replace(userId, 'not an id'), /user ID/],
    [json.replace(userId, 'AIDAQ3EGKIMKIMEXAMPLE'), /not that of its ARN: AIDAQ3EG/],
    [json.replace(userId, 'AROAQ3EGCIRUNNEXAMPLE:other'), /not that of its ARN: .*:other$/],
    [json.replace(userId, 'AROAQ3EGCIRUNNEXAMPLE'), /not that of its ARN/],
    [json.replace(arn, 'arn:aws:iam::123456789012:user/kim'), /not that of its ARN/],
    [json.replace(arn, 'arn:aws:iam::123456789012:root'), /not that of its ARN/],
    [json.replace(arn, 'arn:aws:sts::123456789012:federated-user/bob'), /not that of its ARN/],
    [json.replace(/^.*UserId.*\n/m, ''), /part of the output is missing/],
    [
      '{"Credentials":{"SecretAccessKey":"x"},"AssumedRoleUser":{"Arn":"a","AssumedRoleId":"b"}}',
      /assume-role/,
    ],
    ['{"AccessKeyId":"x","SecretAccessKey":"y"}', /secret keys/],
    [
      '{"Role":{"RoleId":"AROA","Arn":"arn:aws:iam::1:role/x","AssumeRolePolicyDocument":{"Statement":[]}}}',
      /IAM role/,
    ],
    ['{"User":{"UserName":"kim","UserId":"AIDA"}}', /IAM user/],
    ['{"Statement":[{"Effect":"Allow"}]}', /policy/],
    ['{"name":"x","awsIdentity":{}}', /Chainguard identity/],
    ['{"instanceId":"i-0"}', /EC2 instance/],
    [arn, /ARN alone/],
    ['An error occurred (ExpiredToken) when calling the GetCallerIdentity operation', /expired/],
    [
      'Unable to locate credentials. You can configure credentials by running "aws configure".',
      /no credentials/,
    ],
    ['bash: aws: command not found', /not installed/],
    ['hello', /no caller in this text/],
    ['x'.repeat(100_001), /too long/],
  ])('refuses %.60s', (text, sentence) => {
    const output = readCallerOutput(text);
    expect(output.ok ? '' : output.problem).toMatch(sentence);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (noise) => {
        readCallerOutput(noise);
        expect(
          readCallerOutput(`${noise.replace(/[<"'|:{]|\b(?:Arn|UserId|Account)\b/g, '')}\n${json}`).ok,
        ).toBe(true);
      }),
    );
  });
});
