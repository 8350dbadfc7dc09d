import * as v from 'valibot';
import { asFailure } from '../core/failure';
import type { Repo, Tag } from '../core/identity';
import type { Connection } from './http';
import { text, time } from './iamJson';
import { filter, list, type Page, type PageRequest, type Within } from './list';
import { PagedList } from './pagedList';

const uid = v.pipe(v.string(), v.minLength(1));
const RepoJson = v.pipe(
  v.object({ uid, name: text }),
  v.transform((repo): Repo => ({ id: repo.uid, name: repo.name })),
);

/**
 * The repositories in this place, by name, a page at a time (`GET /registry/v2/repos`; capability
 * `repo.list`). Throws as `callApi`.
 */
export function listRepos(at: Connection, within: Within, page: PageRequest = {}): Promise<Page<Repo>> {
  return list(at, '/registry/v2/repos', RepoJson, { ...filter(within), orderBy: 'name asc' }, page);
}

const TagJson = v.pipe(
  v.object({ uid, name: text, digest: text, updateTime: time }),
  v.transform((tag): Tag => ({ id: tag.uid, name: tag.name, digest: tag.digest, updated: tag.updateTime })),
);

/**
 * The tags of a repository, the latest change first, a page at a time (`GET /registry/v2/tags`; capability `tag.list`).
 * The server leaves out tags of single dates, builds and signatures unless asked. That it can order them by their
 * change is documented nowhere: where it refuses (400), all of them are one page, ordered here. Throws as `callApi`,
 * then as `PagedList.more`.
 */
export async function listTags(at: Connection, repo: string, page: PageRequest = {}): Promise<Page<Tag>> {
  const query = filter({ childrenOf: repo });
  const tags = (request: PageRequest, order: Record<string, string> = {}) =>
    list(at, '/registry/v2/tags', TagJson, { ...query, ...order }, request);
  try {
    return await tags(page, { orderBy: 'updateTime desc' });
  } catch (error) {
    if (asFailure(error).status !== 400 || page.after !== undefined) throw error;
  }
  const all = await new PagedList((request) => tags({ ...request, signal: page.signal })).all();
  const changed = ({ updated }: Tag) => updated?.getTime() ?? -Infinity;
  const items = all.toSorted((a, b) => changed(b) - changed(a) || 0);
  return { items, next: undefined, total: items.length };
}
