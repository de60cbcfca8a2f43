package dev.reinstate.registry.endpoint;

import com.google.common.collect.ImmutableSet;
import dev.reinstate.inventory.Referrer;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/** What a registry answers when it is asked for the referrers of an image. */
public sealed interface ReferrersAnswer {

  /**
   * Some of them.
   *
   * @param next where the list goes on
   */
  record Page(ImmutableSet<Referrer> referrers, Optional<URI> next) implements ReferrersAnswer {}

  /** The registry has no such API. */
  record NoApi() implements ReferrersAnswer {}

  /** It says only that it does not know this repository. */
  record NoRepository() implements ReferrersAnswer {}

  /** It did not answer, or with what cannot be right. */
  record Failed(IOException why) implements ReferrersAnswer {}
}
