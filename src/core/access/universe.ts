import { codes } from './machine';

/** A stretch of what AWS presents: a text, or names of a kind. A caller's text is a sequence of stretches. */
export type Stretch = string | Names;

/** Texts of a kind, as a small machine of its own. */
export interface Names {
  /** For each character's code its class; 0 for characters that cannot stand here. */
  readonly classes: Uint8Array;
  /** The class of all characters beyond ASCII; `undefined` where none can stand here. */
  readonly wide?: number;
  /** For each state the next one for each class; -1 where there is none. The first state is 0. */
  readonly next: readonly (readonly number[])[];
  /** The states in which the stretch may end. */
  readonly ends: ReadonlySet<number>;
  /** The most characters that it has. */
  readonly longest: number;
}

/** What one kind of principal presents: `…:assumed-role/<role>/` and `AROA…:`, then in both the session. */
export interface Shape {
  readonly arn: readonly Stretch[];
  readonly userId: readonly Stretch[];
  /** What both texts end with; `undefined` where they have nothing in common. */
  readonly name: Names | undefined;
}

/** One kind of principal. */
export interface Kind {
  /** All callers of this kind, and perhaps some that AWS would not make. */
  readonly all: Shape;
  /** Some of them, the likeliest first: for examples that look like callers. */
  readonly likely: readonly Shape[];
}

/** The callers of an account that AWS can present; likely kinds first. Without one, those of all accounts, and more. */
export function kindsOf(account: string | undefined): readonly Kind[] {
  const digits = account ?? anyAccount;
  const arn = (partition: Stretch, service: string, ...rest: readonly Stretch[]) => [
    'arn:',
    partition,
    `:${service}::`,
    digits,
    ...rest,
  ];
  const role = (partition: Stretch, name: Stretch, id: Stretch, session: Names): Shape => ({
    arn: arn(partition, 'sts', ':assumed-role/', name, '/'),
    userId: ['AROA', id, ':'],
    name: session,
  });
  const user = (partition: Stretch, path: Stretch, name: Stretch, id: Stretch): Shape => ({
    arn: arn(partition, 'iam', ':user/', path, name),
    userId: ['AIDA', id],
    name: undefined,
  });
  const federated = (partition: Stretch, name: Names): Shape => ({
    arn: arn(partition, 'sts', ':federated-user/'),
    userId: [digits, ':'],
    name,
  });
  const root = (partition: Stretch): Shape => ({
    arn: arn(partition, 'iam', ':root'),
    userId: [digits],
    name: undefined,
  });
  const instance = (partition: Stretch): Shape => ({
    arn: arn(partition, 'sts', ':assumed-role/aws:ec2-instance/i-'),
    userId: [digits, ':aws:ec2-instance:i-'],
    name: anyInstance,
  });
  return [
    {
      all: role(anyPartition, anyName, anyId, anySession),
      likely: [
        role(knownPartition, usualRole, usualId, usualName),
        role(knownPartition, anyName, usualId, usualName),
        role(knownPartition, anyName, longId, usualName),
        role(knownPartition, usualRole, longId, anySession),
        role(knownPartition, anyName, longId, anySession),
        role(knownPartition, anyName, anyId, anySession),
      ],
    },
    {
      all: user(anyPartition, anyPath, anyName, anyId),
      likely: [
        user(knownPartition, '', usualName, usualId),
        user(knownPartition, '', anyName, longId),
        user(knownPartition, usualPath, anyName, longId),
        user(knownPartition, anyPath, anyName, longId),
        user(knownPartition, anyPath, anyName, anyId),
      ],
    },
    {
      all: federated(anyPartition, anyFederated),
      likely: [federated(knownPartition, usualName), federated(knownPartition, anyFederated)],
    },
    { all: root(anyPartition), likely: [root(knownPartition)] },
    { all: instance(anyPartition), likely: [instance(knownPartition)] },
  ];
}

function classesBy(classOf: (character: string) => number): Uint8Array {
  return Uint8Array.from({ length: codes }, (_, code) => classOf(String.fromCharCode(code)));
}

/** One of a few texts. */
function oneOf(texts: readonly string[]): Names {
  const characters = [...new Set(texts.join(''))];
  const states = [
    ...new Set(texts.flatMap((text) => [...Array(text.length + 1).keys()].map((end) => text.slice(0, end)))),
  ];
  const next = states.map((read) => [-1, ...characters.map((character) => states.indexOf(read + character))]);
  return {
    classes: classesBy((character) => characters.indexOf(character) + 1),
    next,
    ends: new Set(texts.map((text) => states.indexOf(text))),
    longest: Math.max(...texts.map((text) => text.length)),
  };
}

const nameCharacters = classesBy((character) => (/[\w+=,.@-]/.test(character) ? 1 : 0));

/** Names of roles, users, sessions and federated users (IAM user guide, "IAM and STS quotas"). */
function names(shortest: number, longest: number): Names {
  return repeated(nameCharacters, shortest, longest);
}

/** From `shortest` to `longest` characters of the one class. */
function repeated(classes: Uint8Array, shortest: number, longest: number): Names {
  const next = Array.from({ length: shortest + 1 }, (_, state) => [-1, Math.min(state + 1, shortest)]);
  return { classes, next, ends: new Set([shortest]), longest };
}

export const anyName = names(1, 64);
export const anySession = names(2, 64);
const anyFederated = names(2, 32);

const anyAccount = repeated(
  classesBy((character) => (/\d/.test(character) ? 1 : 0)),
  12,
  12,
);

/**
 * What follows `i-` in the id of an EC2 instance. Its identity role presents it as a session of `aws:ec2-instance`, and
 * the account in place of a unique id (EC2 user guide, "Instance identity roles").
 */
const anyInstance = repeated(
  classesBy((character) => (/[0-9a-f]/.test(character) ? 1 : 0)),
  8,
  17,
);

const idCharacters = classesBy((character) => (/[A-Z0-9]/.test(character) ? 1 : 0));

/** What follows `AROA` or `AIDA` (IAM API reference, `idType`: at most 128 characters in all). */
export const anyId = repeated(idCharacters, 1, 124);

/** As long as the ids that AWS makes today. */
const longId = repeated(idCharacters, 17, 17);

const usualId = oneOf(['EXAMPLEANOTHERID7']);
const usualRole = oneOf(['other-role']);
const usualName = oneOf(['somebody', 'else']);

/** AWS's partitions (AWS SDK, partitions.json). */
const knownPartition = oneOf([
  'aws',
  'aws-cn',
  'aws-eusc',
  'aws-iso',
  'aws-iso-b',
  'aws-iso-e',
  'aws-iso-f',
  'aws-us-gov',
]);

/** `aws(-[a-z]+)*`: of every partition that there is, and of those to come. */
const anyPartition: Names = {
  classes: classesBy((character) => {
    const own = 'aws-'.indexOf(character);
    return own >= 0 ? own + 1 : /[a-z]/.test(character) ? 5 : 0;
  }),
  next: [
    [-1, 1, -1, -1, -1, -1],
    [-1, -1, 2, -1, -1, -1],
    [-1, -1, -1, 3, -1, -1],
    [-1, -1, -1, -1, 4, -1],
    [-1, 5, 5, 5, -1, 5],
    [-1, 5, 5, 5, 4, 5],
  ],
  ends: new Set([3, 5]),
  longest: 63,
};

/**
 * A user's path without its first slash, perhaps empty: `[!-~]+/` (IAM API reference, `pathType`; 512 characters with
 * both slashes).
 */
const anyPath: Names = {
  classes: classesBy((character) => (character === '/' ? 1 : /[!-~]/.test(character) ? 2 : 0)),
  next: [
    [-1, 1, 2],
    [-1, 3, 2],
    [-1, 3, 2],
    [-1, 3, 2],
  ],
  ends: new Set([0, 3]),
  longest: 511,
};

/** Names between slashes. */
const usualPath: Names = {
  classes: classesBy((character) => (character === '/' ? 1 : /[\w+=,.@-]/.test(character) ? 2 : 0)),
  next: [
    [-1, -1, 1],
    [-1, 2, 1],
    [-1, -1, 1],
  ],
  ends: new Set([0, 2]),
  longest: 511,
};

/** Any text without control characters. */
export const anyText: Names = {
  classes: classesBy((character) => (/[ -~]/.test(character) ? 1 : 0)),
  wide: 1,
  next: [[-1, 0]],
  ends: new Set([0]),
  longest: Infinity,
};
