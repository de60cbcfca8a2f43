package dev.reinstate.audit.followed;

import dev.reinstate.manifest.DesiredState;
import dev.reinstate.snapshot.AgreedState;
import java.util.Optional;

/**
 * What events are judged by.
 *
 * @param agreed {@link AgreedState#EMPTY} when there is no snapshot; the same instance as long as
 *     the snapshot is the same, since what follows from it is worked out once an instance
 * @param commit of the manifests, where they come from git
 */
public record Truth(DesiredState desired, AgreedState agreed, Optional<String> commit) {}
