import type { Difference } from './bothReadings';
import type { AwsFileKind } from './sections';
import type { CallerFailure, Place } from './need';

/** How a profile gets its credentials, as the files alone tell; in AWS's own order of precedence. */
export type Method =
  | 'keys'
  | 'assume-role'
  | 'web-identity'
  | 'process'
  | 'sso'
  | 'login'
  /** Nothing in the profile gives credentials; it may only set a region. */
  | 'none';

/** A profile of the shared files. Holds no secret. */
export interface Profile {
  readonly name: string;
  readonly method: Method;
  /** Its settings from both files, as AWS's SDK reads them, without keys and tokens. */
  readonly settings: Readonly<Record<string, string | undefined>>;
  /** Where it begins: in the config file if it is there. */
  readonly at: Place;
  /** Every place where a section of this name begins, more than one where it is written twice. */
  readonly places: readonly Place[];
  /**
   * A hash of all that its credentials depend on in the files, including its chain; changes when any of it
   * does.
   */
  readonly print: string;
  /** What is wrong with it as far as the files tell. */
  readonly problem: CallerFailure | undefined;
  /** What the AWS CLI reads differently of it. */
  readonly differences: readonly Difference[];
}

/** A problem of a file as a whole, or of a line that belongs to no profile. */
export interface FileProblem {
  readonly file: string;
  /** Undefined where the file could not be read at all. */
  readonly line: number | undefined;
  readonly problem: string;
}

/** A profile before it is checked. */
export type Draft = Omit<Profile, 'problem' | 'print' | 'differences'> & {
  readonly readable: boolean;
  readonly file: AwsFileKind;
  readonly hasKeys: boolean;
};
