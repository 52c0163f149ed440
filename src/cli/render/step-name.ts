import { stepNames } from '../../core/deployment/deployment.ts'
import { clean } from './clean.ts'

const width = Math.max(...stepNames.map(name => name.length))

/** The name of a step, as wide as the widest. */
export const formatStepName = (name: string): string => clean(name).padEnd(width)
