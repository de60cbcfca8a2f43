package dev.reinstate.scrub;

import com.google.common.base.CharMatcher;
import dev.reinstate.image.Repository;
import java.net.URI;

/** Names blob mirrors where repositories are named. */
public final class MirrorName {

  private MirrorName() {}

  /**
   * The repository that a mirror's address looks like; {@link IllegalArgumentException} when it
   * looks like none.
   */
  public static Repository of(URI root) {
    return new Repository(root.getAuthority(), CharMatcher.is('/').trimFrom(root.getPath()));
  }
}
