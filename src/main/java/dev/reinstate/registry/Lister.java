package dev.reinstate.registry;

import dev.reinstate.image.Repository;
import dev.reinstate.inventory.Expectation;
import dev.reinstate.registry.endpoint.TagListing;
import java.io.IOException;
import java.util.Optional;

/** Says what a repository holds. */
interface Lister {

  /**
   * Lists a repository.
   *
   * @param expectation what has to be found out about it
   * @return {@link TagListing#SILENT} when it is as well to ask for what is expected; empty when
   *     the registry does not know the repository
   */
  Optional<TagListing> list(Repository repository, Expectation expectation) throws IOException;
}
