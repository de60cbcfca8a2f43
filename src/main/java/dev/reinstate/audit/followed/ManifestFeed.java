package dev.reinstate.audit.followed;

import com.google.common.collect.ImmutableList;
import dev.reinstate.manifest.DesiredState;
import java.io.IOException;
import java.util.Optional;

/** Where manifests come from for as long as the service runs. Asked by one thread at a time. */
public interface ManifestFeed {

  /**
   * What the manifests say.
   *
   * @param desired the valid entries; the same instance as long as nothing changed
   * @param problems what is wrong with them, each with file and line
   * @param commit where they come from git
   */
  record Version(DesiredState desired, ImmutableList<String> problems, Optional<String> commit) {}

  /**
   * What they say now.
   *
   * @throws IOException when they cannot be read; the next time they may be
   */
  Version read() throws IOException;
}
