package dev.reinstate.registry;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.concurrent.SingleFlight;
import dev.reinstate.image.KnownNames;
import dev.reinstate.image.Repository;
import java.io.IOException;
import java.net.URI;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Asks registries for referrers. Whether a host has the API, its first answer decides; whether a
 * repository can be asked, the first answer there: so a host without it costs one request, and a
 * repository that fails is not asked again for each of its images.
 */
final class ReferrersApi {

  /** Each page is of hundreds. */
  static final int PAGES = 1_000;

  /** Far more than any image has. */
  private static final int REFERRERS = 100_000;

  private final RegistryCaller caller;
  private final KnownNames names;
  private final SingleFlight<String, Answered, RuntimeException> firstOfHost =
      new SingleFlight<>(RuntimeException.class);
  private final SingleFlight<Repository, Answered, RuntimeException> firstOfRepository =
      new SingleFlight<>(RuntimeException.class);

  ReferrersApi(RegistryCaller caller, KnownNames names) {
    this.caller = caller;
    this.names = names;
  }

  private record Image(Repository repository, DescriptorDigest digest) {}

  private record Answered(Image subject, ReferrersAnswer answer) {}

  /** None where the registry has no such API. */
  ImmutableSet<DescriptorDigest> of(Repository repository, DescriptorDigest subject)
      throws IOException {
    return switch (answer(new Image(repository, subject))) {
      case ReferrersAnswer.Page all -> all.referrers();
      case ReferrersAnswer.NoApi ignored -> ImmutableSet.of();
      case ReferrersAnswer.NoRepository ignored -> ImmutableSet.of();
      case ReferrersAnswer.Failed failed -> throw failed.why();
    };
  }

  private ReferrersAnswer answer(Image image) {
    Repository repository = image.repository();
    Answered host = firstOfHost.get(caller.address(repository).host(), () -> ask(image));
    if (host.subject().equals(image) || host.answer() instanceof ReferrersAnswer.NoApi) {
      return host.answer();
    }
    Answered first =
        firstOfRepository.get(
            repository,
            () -> host.subject().repository().equals(repository) ? host : ask(image));
    return first.subject().equals(image) || !(first.answer() instanceof ReferrersAnswer.Page)
        ? first.answer()
        : ask(image).answer();
  }

  private Answered ask(Image image) {
    try {
      return new Answered(image, list(image));
    } catch (IOException e) {
      return new Answered(image, new ReferrersAnswer.Failed(e));
    }
  }

  private ReferrersAnswer list(Image image) throws IOException {
    ImmutableSet.Builder<DescriptorDigest> all = ImmutableSet.builder();
    int count = 0;
    Set<URI> seen = new HashSet<>();
    Optional<URI> next = Optional.of(URI.create("referrers/" + image.digest()));
    while (next.isPresent()) {
      if (!seen.add(next.get()) || seen.size() > PAGES || count > REFERRERS) {
        throw new PermanentException(
            "GET referrers of " + image.repository() + "@" + image.digest() + " has no end");
      }
      ReferrersAnswer answer =
          caller.call(image.repository(), new ListReferrers(next.get(), names));
      if (!(answer instanceof ReferrersAnswer.Page page)) {
        return answer;
      }
      count += page.referrers().size();
      all.addAll(page.referrers());
      next = page.next();
    }
    return new ReferrersAnswer.Page(all.build(), Optional.empty());
  }
}
