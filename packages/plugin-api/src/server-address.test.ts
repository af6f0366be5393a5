import { describe, expect, it } from 'vitest';
import { parseServerAddress } from './server-address.ts';

describe('an address of servers', () => {
  it('names one or several, with what is needed to reach them', () => {
    expect(parseServerAddress('etcds://li:a%3Ab@one:2379,two:2379/shop?x=1')).toEqual({
      scheme: 'etcds',
      user: 'li',
      password: 'a:b',
      hosts: ['one:2379', 'two:2379'],
      path: '/shop',
      query: new URLSearchParams('x=1'),
    });
    expect(parseServerAddress('zookeeper://[::1]:2181/')).toMatchObject({
      hosts: ['[::1]:2181'],
      path: '',
      user: undefined,
    });
    expect(parseServerAddress('kubernetes://')).toMatchObject({ hosts: [], path: '' });
  });

  it('is refused without telling the password', () => {
    expect(() => parseServerAddress('one:2379')).toThrow('it is no address of the form scheme://host:port');
    expect(() => parseServerAddress('etcd://li:secret@one:2379,t wo')).toThrow('"t wo" is no host, or host:port');
  });
});
