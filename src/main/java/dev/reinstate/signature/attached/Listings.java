package dev.reinstate.signature.attached;

import com.google.common.collect.ImmutableSet;
import dev.reinstate.concurrent.SingleFlight;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.Expectation;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.inventory.RepositoryReader;
import java.util.function.Function;

/** Listings of repositories, each read once, when it is first asked for. For any thread. */
public final class Listings implements Function<Repository, LiveRepository> {

  /** Which tags there are; where one points is asked when it turns out to matter. */
  private static final Expectation TAG_NAMES = Expectation.of(ImmutableSet.of(), ImmutableSet.of());

  private final RepositoryReader reader;
  private final SingleFlight<Repository, LiveRepository, RuntimeException> listings =
      new SingleFlight<>(RuntimeException.class);

  public Listings(RepositoryReader reader) {
    this.reader = reader;
  }

  @Override
  public LiveRepository apply(Repository repository) {
    return listings.get(repository, () -> reader.read(repository, TAG_NAMES));
  }
}
