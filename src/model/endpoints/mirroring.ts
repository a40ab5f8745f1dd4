// What keeps v1 Endpoints from being mirrored, by their own metadata (shouldMirror in kubernetes/pkg/controller/endpointslicemirroring/utils.go).
import { LABELS, type SliceMetadata } from '../slice.ts';

/** client-go's leader locks of old kept their record in it (resourcelock.LeaderElectionRecordAnnotationKey). */
const LEADER = 'control-plane.alpha.kubernetes.io/leader';

/** Whether something that kept the stored object from being mirrored is gone: where it leads, traffic may go for the first time. */
export function becomesMirrored(stored: SliceMetadata, now: SliceMetadata): boolean {
  return (isSkipped(stored) && !isSkipped(now)) || (isLeaderLock(stored) && !isLeaderLock(now));
}

function isSkipped({ labels }: SliceMetadata): boolean {
  return labels[LABELS.skipMirror] === 'true';
}

function isLeaderLock({ annotations }: SliceMetadata): boolean {
  return annotations[LEADER] !== undefined;
}
