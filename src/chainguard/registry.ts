import * as v from 'valibot';
import type { Repo, Tag } from '../core/identity';
import type { Connection } from './http';
import { filter, list, type Page, type PageRequest, type Within } from './list';

const RepoJson = v.pipe(
  v.object({ uid: v.pipe(v.string(), v.minLength(1)), name: v.nullish(v.string(), '') }),
  v.transform((repo): Repo => ({ id: repo.uid, name: repo.name })),
);

/**
 * The repositories within, by name, a page at a time (`GET /registry/v2/repos`; capability `repo.list`).
 * Throws as `callApi`.
 */
export function listRepos(at: Connection, within: Within, page: PageRequest = {}): Promise<Page<Repo>> {
  return list(at, '/registry/v2/repos', 'repos', RepoJson, { ...filter(within), orderBy: 'name asc' }, page);
}

const TagJson = v.pipe(
  v.object({
    uid: v.pipe(v.string(), v.minLength(1)),
    name: v.nullish(v.string(), ''),
    digest: v.nullish(v.string(), ''),
    updateTime: v.nullish(v.string(), ''),
  }),
  v.transform(({ uid, name, digest, updateTime }): Tag => {
    const updated = new Date(updateTime || NaN);
    return { id: uid, name, digest, updated: Number.isNaN(updated.getTime()) ? undefined : updated };
  }),
);

/**
 * The tags of a repository, the one that changed last first, a page at a time (`GET /registry/v2/tags`; capability
 * `tag.list`). Tags for single dates and builds and of signatures are left out, as the server does unless asked.
 * Throws as `callApi`.
 */
export function listTags(at: Connection, repo: string, page: PageRequest = {}): Promise<Page<Tag>> {
  const query = { ...filter({ childrenOf: repo }), orderBy: 'updateTime desc' };
  return list(at, '/registry/v2/tags', 'tags', TagJson, query, page);
}
