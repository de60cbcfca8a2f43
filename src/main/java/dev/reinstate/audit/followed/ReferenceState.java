package dev.reinstate.audit.followed;

import dev.reinstate.manifest.DesiredState;
import dev.reinstate.snapshot.MergeBase;
import java.util.Optional;

/**
 * What events are judged by.
 *
 * @param agreed {@link MergeBase#EMPTY} when there is no snapshot; the same instance as long as the
 *     snapshot is the same, since what follows from it is worked out once an instance
 * @param commit of the manifests, where they come from git
 */
public record ReferenceState(DesiredState desired, MergeBase agreed, Optional<String> commit) {}
