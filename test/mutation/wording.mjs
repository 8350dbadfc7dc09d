import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

/** Leaves the first argument of `l10n.t` as it is: how a sentence is worded is no behaviour. What is put into it is. */
export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, 'wording', {
    shouldIgnore: ({ node, parent, listKey, key }) => {
      const isWording =
        node.type === 'StringLiteral' &&
        parent?.type === 'CallExpression' &&
        listKey === 'arguments' &&
        key === 0 &&
        parent.callee.type === 'MemberExpression' &&
        parent.callee.object.name === 'l10n' &&
        parent.callee.property.name === 't';
      return isWording ? 'How a sentence is worded is no behaviour.' : undefined;
    },
  }),
];
