package dev.reinstate.inventory;

import dev.reinstate.image.Repository;

/** Reads one repository of a live registry. */
public interface RepositoryReader {

  /** Never throws for what a registry does: a failure is an {@link LiveRepository.Unreadable}. */
  LiveRepository read(Repository repository, Expectation expectation);
}
