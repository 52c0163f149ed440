import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testImage } from './docker-images.ts'
import { docker } from './docker-project.ts'

/** Builds an image like no other, as Compose would for this project. Its id. */
export function buildLabelled(project: string, name: string): string {
  const context = mkdtempSync(join(tmpdir(), 'redhook-image-'))
  try {
    writeFileSync(join(context, 'Dockerfile'), `FROM ${testImage}\nLABEL one=${randomBytes(8).toString('hex')}\n`)
    const label = `com.docker.compose.project=${project}`
    execFileSync('docker', ['build', '-q', '-t', name, '--label', label, context], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    return docker('image', 'inspect', '--format', '{{.Id}}', name)
  } finally {
    rmSync(context, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
}

/** Whether there is an image of this name or id. */
export function isImageThere(name: string): boolean {
  try {
    docker('image', 'inspect', name)
    return true
  } catch {
    return false
  }
}

/** Ends all images and containers that were made for this project. */
export function removeLabelled(project: string): void {
  const label = ['--filter', `label=com.docker.compose.project=${project}`]
  const containers = docker('ps', '-aq', ...label)
    .split('\n')
    .filter(Boolean)
  if (containers.length > 0) docker('rm', '-f', ...containers)
  const images = docker('image', 'ls', '-q', ...label)
    .split('\n')
    .filter(Boolean)
  if (images.length > 0) docker('image', 'rm', '-f', ...new Set(images))
}
