import type { Channel } from '../core/notice/channel.ts'
import type { ChannelsInput } from './channel-schema.ts'

/** The channels with every default filled in, by name. */
export const createChannels = (input: ChannelsInput = {}): ReadonlyMap<string, Channel> =>
  new Map(Object.entries(input).map(([name, channel]) => [name, createChannel(channel)]))

function createChannel(channel: ChannelsInput[string]): Channel {
  if (channel.type === 'telegram') return { ...channel, url: bare(channel.url ?? 'https://api.telegram.org') }
  if (channel.type === 'ntfy') return { ...channel, url: bare(channel.url ?? 'https://ntfy.sh') }
  return channel
}

const bare = (url: string): string => url.replace(/\/+$/, '')
