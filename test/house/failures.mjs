/**
 * The ESLint rule that refuses to end a failure: what is caught is thrown again, after a fact was added or something
 * was undone. The configuration names the files in which a failure may end, each with its reason.
 */
export const failuresGoOn = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      ends: 'A failure ends here. Throw again, or name this file and its reason in eslint.config.mjs.',
    },
  },
  create: (context) => {
    /** For each `catch` that one is in, whether it throws. */
    const throws = [];
    const enter = () => throws.push(false);
    const leave = (node) => {
      if (!throws.pop()) context.report({ node, messageId: 'ends' });
    };
    const handler = 'CallExpression[callee.property.name="catch"]';
    return {
      CatchClause: enter,
      'CatchClause:exit': leave,
      [handler]: enter,
      [`${handler}:exit`]: leave,
      ThrowStatement: () => {
        if (throws.length > 0) throws[throws.length - 1] = true;
      },
    };
  },
};
