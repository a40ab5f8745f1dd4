import { expect, it } from 'vitest';
import { parseService } from '../../src/commands/service-flag.ts';

it('--service is a namespace and a name', () => {
  expect(parseService('shop/web')).toEqual({ namespace: 'shop', name: 'web' });
  for (const text of ['', 'web', '/web', 'shop/', 'shop/web/x', 'Shop/web', 'shop/web.svc'])
    expect(() => parseService(text)).toThrow(`--service: expected NAMESPACE/NAME, not "${text}"`);
});
