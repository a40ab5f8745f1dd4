import { describe, expect, it } from 'vitest';
import { listPages } from '../../src/kube/pages.ts';
import { ExternalError } from '../../src/model/problem.ts';
import { clientOf, fakeApi, page, pagesOf, reset, status, type Answering, type FakeApi } from './fake-api.ts';

const OPTIONS = {
  path: '/apis/discovery.k8s.io/v1/endpointslices',
  kind: 'EndpointSliceList',
  listed: { resource: 'endpointslices', kind: 'EndpointSlices' },
};

function object(number: number, padding = ''): { metadata: { namespace: string; name: string }; padding: string } {
  return { metadata: { namespace: 'shop', name: `web-${String(number).padStart(5, '0')}` }, padding };
}

function objects(from: number, to: number, padding = ''): ReturnType<typeof object>[] {
  return Array.from({ length: to - from }, (_, index) => object(from + index, padding));
}

async function read(api: FakeApi, timeoutMs = 5000): Promise<{ names: string[]; later: boolean[] }> {
  const names: string[] = [];
  const later: boolean[] = [];
  for await (const one of listPages(clientOf(api, { timeoutMs }), OPTIONS)) {
    names.push(...one.items.map((item) => JSON.stringify(item).match(/web-\d+/)?.[0] ?? ''));
    later.push(one.later);
  }
  return { names, later };
}

const names = (from: number, to: number): string[] => objects(from, to).map(({ metadata }) => metadata.name);

describe('listPages', () => {
  it('reads a list to its end, each object once, over one connection', async () => {
    const api = await fakeApi(pagesOf(objects(0, 1234)));
    expect((await read(api)).names).toEqual(names(0, 1234));
    expect(api.asked.map(({ limit }) => limit)).toEqual([100, 500, 500, 500]);
    expect(api.asked.map(({ token }) => token)).toEqual(['', '100', '600', '1100']);
    expect(api.asked[0]).toMatchObject({
      path: OPTIONS.path,
      headers: { authorization: 'Bearer first', 'user-agent': 'sliceward/test' },
    });
    expect(api.connections()).toBe(1);
  });

  it('reads an empty list', async () => {
    expect(await read(await fakeApi(page([])))).toEqual({ names: [], later: [false] });
  });

  it('says how many objects are still to come', async () => {
    const api = await fakeApi(page(objects(0, 2), 'next', 40), page(objects(2, 3)));
    const remaining: (number | undefined)[] = [];
    for await (const one of listPages(clientOf(api), OPTIONS)) remaining.push(one.remaining);
    expect(remaining).toEqual([40, undefined]);
  });

  it('asks for the next page before the present one is worked on, and for no more', async () => {
    const api = await fakeApi(page(objects(0, 2), 'b'), page(objects(2, 4), 'c'), page(objects(4, 6)));
    for await (const _ of listPages(clientOf(api), OPTIONS)) {
      while (api.asked.length < 2) await new Promise((soon) => setTimeout(soon, 1));
      break;
    }
    expect(api.asked.map(({ token }) => token)).toEqual(['', 'b']);
  });
});

describe('an expired list (410)', () => {
  it('goes on from the token that the server offers', async () => {
    const gone = status(410, 'The provided continue parameter is too old', { continue: 'inconsistent' });
    const api = await fakeApi(page(objects(0, 3), 'old'), gone, page(objects(3, 5)));
    expect(await read(api)).toEqual({ names: names(0, 5), later: [false, true] });
    expect(api.asked.at(-1)?.token).toBe('inconsistent');
  });

  it('begins again without a token, and hands out nothing twice', async () => {
    const gone = status(410, 'too old');
    const again = page([...objects(0, 3), object(9)], 'second');
    const api = await fakeApi(
      page(objects(0, 2), 'a'),
      page(objects(2, 4), 'b'),
      gone,
      page(objects(0, 2), 'first'),
      again,
      page(objects(10, 12)),
    );
    expect((await read(api)).names).toEqual([...names(0, 4), ...names(9, 12)]);
    expect(api.asked[3]?.token).toBe('');
  });

  it('does not begin again for ever', async () => {
    const gone = status(410, 'too old');
    await expect(read(await fakeApi(page(objects(0, 2), 'a'), gone, page(objects(0, 2), 'a'), gone))).rejects.toThrow(
      'expired again and again',
    );
    const always = status(410, 'too old', { continue: 'again' });
    await expect(read(await fakeApi(page(objects(0, 2), 'a'), always))).rejects.toThrow('expired again and again');
  });
});

describe('a hostile server', () => {
  it.each<[string, string, Answering]>([
    ['sends no JSON', 'no EndpointSliceList', (_, response) => void response.end('<html>')],
    [
      'sends something else',
      'no EndpointSliceList',
      (_, response) => void response.end('{"kind": "PodList", "items": []}'),
    ],
    [
      'sends a list without items',
      'no EndpointSliceList',
      (_, response) => void response.end('{"kind": "EndpointSliceList", "items": {}}'),
    ],
    ['sends the same page again and again', 'the same page', page(objects(0, 2), 'again')],
    ['sends empty pages for ever', 'the same page', page([], 'again')],
    [
      'sends a redirect',
      'answers 302',
      (_, response) => void response.writeHead(302, { location: 'https://elsewhere' }).end(),
    ],
  ])('%s', async (_, message, answer) => {
    await expect(read(await fakeApi(answer))).rejects.toThrow(message);
    await expect(read(await fakeApi(answer))).rejects.toBeInstanceOf(ExternalError);
  });

  it('never ends a page', async () => {
    const drip: Answering = (_, response) => {
      const timer = setInterval(() => response.write(' '), 5);
      response.on('close', () => clearInterval(timer));
    };
    const api = await fakeApi(drip);
    await expect(read(api, 30)).rejects.toThrow('no complete answer within --request-timeout');
    expect(api.asked).toHaveLength(5);
  });

  it('sends an object larger than any page: fewer and fewer are asked for, then none', async () => {
    const chunk = Buffer.alloc(1024 * 1024, 32);
    const flood: Answering = (_, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on('drain', more);
      more();
    };
    const api = await fakeApi(flood);
    await expect(read(api)).rejects.toThrow('about one object is larger than');
    expect(api.asked.map(({ limit }) => limit)).toEqual([100, 25, 7, 2, 1]);
  });
});

it('asks for fewer objects where they are large', async () => {
  const api = await fakeApi(pagesOf(objects(0, 300, 'x'.repeat(200_000))));
  expect((await read(api)).names).toEqual(names(0, 300));
  expect(api.asked[1]?.limit).toBe(20);
});

it('gets through resets and overload between pages', async () => {
  const busy = status(429, 'busy', {}, { 'retry-after': '0' });
  const api = await fakeApi(
    page(objects(0, 2), 'a'),
    reset,
    busy,
    status(503, 'restarting'),
    page(objects(2, 4), 'b'),
    reset,
    page(objects(4, 6)),
  );
  expect((await read(api)).names).toEqual(names(0, 6));
});
