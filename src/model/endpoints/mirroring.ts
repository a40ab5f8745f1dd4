// What keeps v1 Endpoints from being mirrored, in their own metadata (shouldMirror in
// https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/endpointslicemirroring/utils.go).
import { LABELS, type SliceMetadata } from '../slice.ts';

/**
 * Leader locks of old versions of client-go stored their record in it (resourcelock.LeaderElectionRecordAnnotationKey).
 */
const LEADER = 'control-plane.alpha.kubernetes.io/leader';

/**
 * Whether the update removes something that kept the stored object from being mirrored: its addresses may get traffic
 * for the first time.
 */
export function becomesMirrored(stored: SliceMetadata, now: SliceMetadata): boolean {
  return (isSkipped(stored) && !isSkipped(now)) || (isLeaderLock(stored) && !isLeaderLock(now));
}

/** Unless a label or an annotation says that the object is not for proxies. */
export function mayBeMirrored(metadata: Marked): boolean {
  return !isSkipped(metadata) && !isLeaderLock(metadata);
}

type Marked = Pick<SliceMetadata, 'labels' | 'annotations'>;

function isSkipped({ labels }: Marked): boolean {
  return labels[LABELS.skipMirror] === 'true';
}

function isLeaderLock({ annotations }: Marked): boolean {
  return annotations[LEADER] !== undefined;
}
