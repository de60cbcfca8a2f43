package dev.reinstate.registry;

import dev.reinstate.image.Repository;
import dev.reinstate.inventory.Expectation;
import dev.reinstate.registry.endpoint.TagListing;
import java.io.IOException;
import java.util.Collection;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;

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

  /**
   * About how many requests it takes to list these, the better the more of them were listed.
   *
   * @param images how many of each are expected
   * @return which may be asked often
   */
  default LongSupplier requests(
      Collection<Repository> repositories, ToIntFunction<Repository> images) {
    return repositories::size;
  }
}
