import { describe, expect, it } from 'vitest'
import { createAllow } from '../../../src/core/preview/judge-model.ts'
import { renderModel } from '../../../src/core/preview/render-model.ts'

const label = { 'redhook.preview': 'here' }

/** What is run of this model. */
const render = (model: object, ports: Readonly<Record<string, number>> = {}, allow: readonly string[] = []) =>
  renderModel(model, {
    ...{ project: 'pr1-Shop', label: ['redhook.preview', 'here'], ports, isAllowed: createAllow(allow) },
  })

/** What is run of one service, without the label that each has. */
function service(web: object, ports: Readonly<Record<string, number>> = {}, allow: readonly string[] = []) {
  const { services } = render({ services: { web } }, ports, allow) as {
    services: { web: { labels: Readonly<Record<string, string>> } }
  }
  const { labels, ...rest } = services.web
  expect(labels).toMatchObject(label)
  return rest
}

interface Row {
  readonly title: string
  readonly given: object
  readonly run: object
  readonly ports?: Readonly<Record<string, number>>
  readonly allow?: readonly string[]
}

const bind = { type: 'bind', source: '/c/a', target: '/a' }

const rows: readonly Row[] = [
  { title: 'a pulled image stays', given: { image: 'busybox' }, run: { image: 'busybox' } },
  {
    title: 'a name, files of variables and labels, and what is for people alone, go',
    given: { image: 'x', container_name: 'shop', env_file: ['.env'], labels: { a: '1' }, develop: {}, 'x-note': 1 },
    run: { image: 'x' },
  },
  {
    title: 'a built image gets a name of its own, and no other tags',
    given: { image: 'shop', build: { context: '/c', tags: ['shop:1'], args: { A: '1', B: null } } },
    run: { image: 'pr1-shop-web', build: { context: '/c', args: { A: '1' }, labels: label } },
  },
  {
    title: 'variables without a value are not taken from Redhook',
    given: { image: 'x', environment: { A: '1', EMPTY: '', TOKEN: null } },
    run: { image: 'x', environment: { A: '1', EMPTY: '' } },
  },
  {
    title: 'each port once, where the preview has its own; others are not published',
    given: {
      image: 'x',
      ports: [
        { target: 80, published: '80', protocol: 'tcp', host_ip: '127.0.0.1' },
        { target: 80, published: '81', protocol: 'tcp' },
        { target: 53, published: '53', protocol: 'udp' },
      ],
    },
    ports: { main: 20_001, 'web:80/tcp': 20_001 },
    run: { image: 'x', ports: [{ target: 80, published: '20001', protocol: 'tcp', host_ip: '127.0.0.1' }] },
  },
  {
    title: 'what publishes runs once',
    given: { image: 'x', scale: 3, deploy: { replicas: 3, labels: { a: '1' } }, ports: [{ target: 80 }] },
    run: { image: 'x', scale: 1, deploy: { replicas: 1 }, ports: [] },
  },
  {
    title: 'what publishes nothing runs as often as it says',
    given: { image: 'x', scale: 3, deploy: { replicas: 3 } },
    run: { image: 'x', scale: 3, deploy: { replicas: 3 } },
  },
  {
    title: 'mounted files are read-only and never made; volumes are as they are',
    given: { image: 'x', volumes: [bind, { type: 'volume', source: 'data', target: '/d' }] },
    run: {
      image: 'x',
      volumes: [
        { ...bind, bind: { create_host_path: false }, read_only: true },
        { type: 'volume', source: 'data', target: '/d' },
      ],
    },
  },
  {
    title: 'a mount that was let through is writable',
    given: { image: 'x', volumes: [bind] },
    allow: ['services.*.volumes.*.read_only'],
    run: { image: 'x', volumes: [{ ...bind, bind: { create_host_path: false }, read_only: false }] },
  },
  {
    title: 'addresses in a network, which another project has, go',
    given: { image: 'x', networks: { default: null, back: { ipv4_address: '10.0.0.2', aliases: ['db'] } } },
    run: { image: 'x', networks: { default: null, back: { aliases: ['db'] } } },
  },
]

describe('the Compose file of a preview', () => {
  it.each(rows)('$title', ({ given, run, ports, allow }) => {
    expect(service(given, ports, allow)).toEqual(run)
  })

  it('has the services that run the image of another follow its new name', () => {
    const model = { services: { web: { image: 'shop', build: { context: '/c' } }, worker: { image: 'shop' } } }
    expect(render(model)).toMatchObject({
      services: { web: { image: 'pr1-shop-web' }, worker: { image: 'pr1-shop-web' } },
    })
  })

  it('has the labels of a service only where they were let through', () => {
    const { services } = render({ services: { web: { image: 'x', labels: { a: '1' } } } }, {}, ['services.*.labels'])
    expect(services).toEqual({ web: { image: 'x', labels: { a: '1', ...label } } })
  })

  it('names networks and volumes after its own project; those of others stay as they are', () => {
    const external = { name: 'proxy', external: true }
    const model = {
      services: {},
      networks: { default: { name: 'shop_default', ipam: { config: [] }, internal: true }, proxy: external },
      volumes: { data: { name: 'shop_data', labels: { a: '1' } } },
    }
    expect(render(model)).toEqual({
      services: {},
      networks: { default: { internal: true, labels: label }, proxy: external },
      volumes: { data: { labels: label } },
    })
  })

  it('has configs and secrets without their names, and nothing else of the top but what was let through', () => {
    const model = {
      ...{ name: 'shop', version: '3', services: {}, 'x-note': 1, models: { a: {} }, extra: { b: 1 } },
      ...{ configs: { page: { name: 'shop_page', file: '/c/page' } }, secrets: { key: { name: 'k', file: '/c/key' } } },
    }
    expect(render(model, {}, ['models'])).toEqual({
      ...{ services: {}, networks: {}, volumes: {}, models: { a: {} } },
      ...{ configs: { page: { file: '/c/page' } }, secrets: { key: { file: '/c/key' } } },
    })
  })
})
