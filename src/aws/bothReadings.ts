import type { CliConfig } from './cliConfig';
import type { SdkConfig } from './how';
import type { Place } from './need';
import type { AwsFileKind, Section } from './sections';

/** Something that AWS's SDK for JavaScript and the AWS CLI read differently. Holds no secret. */
export interface Difference {
  readonly at: Place;
  /** What each reads. */
  readonly text: string;
  /** What to write so that both agree. */
  readonly remedy: string;
  /** Whether the CLI may call as somebody else than the SDK, or not at all. */
  readonly caller: boolean;
  /** The setting that they read differently, where it is one. */
  readonly setting?: string;
}

/** Both files as both read them. */
export interface BothReadings {
  readonly cli: CliConfig;
  readonly sdk: SdkConfig;
  readonly files: Readonly<Record<AwsFileKind, { readonly path: string; readonly lines: readonly string[] }>>;
  /** The sections of a profile, in the config file first. */
  readonly sections: (name: string) => readonly (Section & { readonly file: AwsFileKind })[];
  /** Where the SDK refuses a whole file. */
  readonly sdkRefuses: Place | undefined;
}
