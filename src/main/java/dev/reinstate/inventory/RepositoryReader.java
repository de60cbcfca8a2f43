package dev.reinstate.inventory;

import dev.reinstate.image.Repository;
import java.util.Collection;

/** Reads one repository of a live registry. */
public interface RepositoryReader {

  /** Never throws for what a registry does: a failure is an {@link LiveRepository.Unreadable}. */
  LiveRepository read(Repository repository, Expectation expectation);

  /**
   * A reader for one pass over these repositories and any below them. Since it knows what will be
   * asked, it may ask about many in one request. What it learns serves this pass only.
   */
  default RepositoryReader over(Collection<Repository> repositories) {
    return this;
  }
}
