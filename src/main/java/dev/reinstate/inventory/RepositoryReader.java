package dev.reinstate.inventory;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.image.Repository;
import java.io.IOException;
import java.util.Collection;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;

/** Reads one repository of a live registry. */
public interface RepositoryReader {

  /** Never throws for what a registry does: a failure is an {@link LiveRepository.Unreadable}. */
  LiveRepository read(Repository repository, Expectation expectation);

  /**
   * The images that name this one as their subject, by the registry's own list of them. None where
   * the registry keeps no such list: clients then keep it under a tag, which its listing shows.
   *
   * @throws IOException when the registry fails to say
   */
  default ImmutableSet<Referrer> referrers(Repository repository, DescriptorDigest subject)
      throws IOException {
    return ImmutableSet.of();
  }

  /**
   * About how many requests it takes to read these repositories, the better the more of them were
   * read.
   *
   * @param images how many of each are expected
   * @return which may be asked often
   */
  default LongSupplier requests(
      Collection<Repository> repositories, ToIntFunction<Repository> images) {
    return repositories::size;
  }

  /**
   * A reader for one pass over these repositories and any below them. Since it knows what will be
   * asked, it may ask about many in one request. What it learns serves this pass only.
   */
  default RepositoryReader over(Collection<Repository> repositories) {
    return this;
  }
}
