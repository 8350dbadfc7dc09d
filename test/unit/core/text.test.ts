import { describe, expect, it } from 'vitest';
import { plain, sentences, visible, visibleLines } from '../../../src/core/text';

describe('text for people', () => {
  it('characters that nobody sees are shown by their number', () => {
    expect(visible('a\u202eb\u0000\n\u200b\ud800\u{e0041}')).toBe(
      'a\\u202eb\\u0000\\u000a\\u200b\\ud800\\u{e0041}',
    );
    expect(visible('ci-runner ü 漢 🚀 ❤️')).toBe('ci-runner ü 漢 🚀 ❤️');
  });

  it.each([
    ['\u034f', '\\u034f'],
    ['\u115f', '\\u115f'],
    ['\u2800', '\\u2800'],
    ['\u3164', '\\u3164'],
    ['\u206a', '\\u206a'],
    ['\uffa0', '\\uffa0'],
    ['\u{1d173}', '\\u{1d173}'],
    ['\u{e0100}', '\\u{e0100}'],
  ])('a character that is drawn as nothing is shown: %j', (character, shown) => {
    expect(visible(`ci${character}`)).toBe(`ci${shown}`);
  });

  it('nothing that VS Code would make a link of stays one', () => {
    // parseLinkedText of VS Code 1.139
    const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/gi;
    const said =
      'Denied: [Sign in](command:workbench.action.terminal.new "Sign in") [a](https://evil.example)';
    expect(said).toMatch(link);
    expect(plain(said)).not.toMatch(link);
    expect(plain('role (arn) [1] is fine')).toBe('role (arn) [1] is fine');
  });

  it('nothing hidden stays hidden in a notification, whose lines stay', () => {
    expect(plain('one\ntwo\u202e\u001b[2J')).toBe('one\ntwo\\u202e\\u001b[2J');
    expect(visibleLines('a\tb\r\nc\u0085')).toBe('a\tb\\u000d\nc\\u0085');
  });

  it('sentences that are joined each end with a full stop, those of a part with two lines too', () => {
    expect(sentences('Expected a, but the caller’s is: b', 'The account differs.')).toBe(
      'Expected a, but the caller’s is: b. The account differs.',
    );
    expect(sentences('It differs: b\nA tool chose it', undefined, '', 'Why? See below:')).toBe(
      'It differs: b. A tool chose it. Why? See below:',
    );
    expect(sentences()).toBe('');
  });
});
