import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { longestArn, parseArn } from '../../../src/core/arn';

describe('parseArn', () => {
  it.each([
    ['arn:aws:iam::123456789012:user/alice', ['aws', 'iam', '', '123456789012', 'user/alice']],
    [
      'arn:aws-cn:sts::123456789012:assumed-role/a/b',
      ['aws-cn', 'sts', '', '123456789012', 'assumed-role/a/b'],
    ],
    ['arn:aws-us-gov:iam::123456789012:root', ['aws-us-gov', 'iam', '', '123456789012', 'root']],
    ['arn:aws-iso:iam::123456789012:root', ['aws-iso', 'iam', '', '123456789012', 'root']],
    ['arn:aws-iso-b:iam::123456789012:root', ['aws-iso-b', 'iam', '', '123456789012', 'root']],
    ['arn:aws-eusc:iam::123456789012:root', ['aws-eusc', 'iam', '', '123456789012', 'root']],
    ['arn:aws-moon-1:iam::123456789012:root', ['aws-moon-1', 'iam', '', '123456789012', 'root']],
    ['arn:aws:iam::aws:policy/ReadOnlyAccess', ['aws', 'iam', '', 'aws', 'policy/ReadOnlyAccess']],
    ['arn:aws:s3:::bucket/a:b c', ['aws', 's3', '', '', 'bucket/a:b c']],
    [
      'arn:aws:lambda:eu-west-1:123456789012:function:f:1',
      ['aws', 'lambda', 'eu-west-1', '123456789012', 'function:f:1'],
    ],
  ])('reads %s', (text, [partition, service, region, account, resource]) => {
    expect(parseArn(text)).toEqual({ partition, service, region, account, resource });
  });

  it.each([
    [''],
    ['arn'],
    ['arn:aws:iam::123456789012'],
    ['arn:aws:iam::123456789012:'],
    ['arn:aws:iam::12345678901:root'],
    ['arn:gcp:iam::123456789012:root'],
    ['arn:aws-:iam::123456789012:root'],
    ['ARN:aws:iam::123456789012:root'],
    [' arn:aws:iam::123456789012:root'],
    ['arn:aws:iam::123456789012:root '],
    ['arn:aws:iam::123456789012:user/a\nb'],
    ['arn:aws:iam::123456789012:user/a\u0000'],
    ['^arn:aws:iam::123456789012:user/a$'],
    [`arn:aws:iam::123456789012:user/${'a'.repeat(longestArn)}`],
  ])('does not read %j', (text) => {
    expect(parseArn(text)).toBeUndefined();
  });

  it('takes an ARN apart without a loss', () => {
    const arn = fc.stringMatching(
      /^arn:aws(-[a-z]{1,5}){0,2}:[a-z0-9]{1,9}:[a-z0-9-]{0,9}:(\d{12}|aws)?:[\w+=,.@:/-]{1,40}$/,
    );
    fc.assert(
      fc.property(arn, (text) => {
        const read = parseArn(text);
        const { partition, service, region, account, resource } = read ?? {};
        expect(['arn', partition, service, region, account, resource].join(':')).toBe(text);
      }),
    );
  });
});
