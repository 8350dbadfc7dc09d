import type { Call } from './api';
import { checkQuery, listFields } from './gateway';
import { flag, paginate, param, uidpFilter } from './listing';
import type { Reply } from './serve';
import { notFound } from './status';
import { repoJson, tagJson } from './writeJson';

/** /registry/v2/repos and /registry/v2/tags, read only. */
export function answerRegistry(call: Call, collection: string, uid: string | undefined): Reply | undefined {
  if (call.asked.method !== 'GET') return undefined;
  if (collection === 'repos') return uid === undefined ? listRepos(call) : getRepo(call, uid);
  if (collection === 'tags') return uid === undefined ? listTags(call) : getTag(call, uid);
  return undefined;
}

function listRepos({ asked, access, resources }: Call): Reply {
  checkQuery(asked, listFields);
  access.demandAnywhere('repo.list');
  const wanted = uidpFilter(asked.query);
  const name = param(asked.query, 'name');
  const seen = [...resources.repos.values()].filter(
    (repo) => wanted(repo.uid) && (!name || repo.name === name) && access.may('repo.list', repo.uid),
  );
  const { page, rest } = paginate(asked, seen);
  return { status: 200, body: { repos: page.map(repoJson), ...rest } };
}

function getRepo({ access, resources }: Call, uid: string): Reply {
  access.demandAnywhere('repo.list');
  const repo = resources.repos.get(uid);
  if (!repo || !access.may('repo.list', uid)) throw notFound('repo', uid);
  return { status: 200, body: repoJson(repo) };
}

const tagFields = {
  ...listFields,
  digest: 'string',
  updatedSince: 'time',
  includeReferrers: 'bool',
  includeDates: 'bool',
  includeEpochs: 'bool',
} as const;

/** Tags of dates, epochs and referrers are left out unless they are asked for. */
function listTags({ asked, access, resources }: Call): Reply {
  checkQuery(asked, tagFields);
  access.demandAnywhere('tag.list');
  const { query } = asked;
  const wanted = uidpFilter(query);
  const name = param(query, 'name');
  const digest = param(query, 'digest');
  const since = param(query, 'updatedSince');
  const after = since ? Date.parse(since) : 0;
  const hidden = [
    ...(flag(query, 'includeReferrers') ? [] : [/^sha256-/]),
    ...(flag(query, 'includeDates') ? [] : [/-20\d{6}$/]),
    ...(flag(query, 'includeEpochs') ? [] : [/-r\d+$/]),
  ];
  const seen = [...resources.tags.values()].filter(
    (tag) =>
      wanted(tag.uid) &&
      (!name || tag.name === name) &&
      (!digest || tag.digest === digest) &&
      (after === 0 || Date.parse(tag.updateTime) > after) &&
      !hidden.some((pattern) => pattern.test(tag.name)) &&
      access.may('tag.list', tag.uid),
  );
  const { page, rest } = paginate(asked, seen);
  return { status: 200, body: { tags: page.map(tagJson), ...rest } };
}

function getTag({ access, resources }: Call, uid: string): Reply {
  access.demandAnywhere('tag.list');
  const tag = resources.tags.get(uid);
  if (!tag || !access.may('tag.list', uid)) throw notFound('tag', uid);
  return { status: 200, body: tagJson(tag) };
}
