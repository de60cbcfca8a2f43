package dev.reinstate.registry;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.concurrent.SingleFlight;
import dev.reinstate.image.KnownNames;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.Referrer;
import dev.reinstate.registry.address.PermanentException;
import dev.reinstate.registry.endpoint.ListReferrers;
import dev.reinstate.registry.endpoint.ReferrersAnswer;
import dev.reinstate.registry.endpoint.RegistryCaller;
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

  /** In characters; of what is more, only the manifests tell. */
  private static final long ANNOTATIONS = 16L << 20;

  private final RegistryCaller caller;
  private final KnownNames names;
  private final SingleFlight<String, ReferrersAnswer, RuntimeException> firstOfHost =
      new SingleFlight<>(RuntimeException.class);
  private final SingleFlight<Repository, ReferrersAnswer, RuntimeException> firstOfRepository =
      new SingleFlight<>(RuntimeException.class);

  ReferrersApi(RegistryCaller caller, KnownNames names) {
    this.caller = caller;
    this.names = names;
  }

  /** None where the registry has no such API. */
  ImmutableSet<Referrer> of(Repository repository, DescriptorDigest subject) throws IOException {
    return switch (answer(repository, subject)) {
      case ReferrersAnswer.Page all -> all.referrers();
      case ReferrersAnswer.NoApi ignored -> ImmutableSet.of();
      case ReferrersAnswer.NoRepository ignored -> ImmutableSet.of();
      case ReferrersAnswer.Failed failed -> throw failed.why();
    };
  }

  /**
   * Whether the repository's registry has the API.
   *
   * @param subject an image to find it out by
   */
  boolean covers(Repository repository, DescriptorDigest subject) throws IOException {
    ReferrersAnswer first = first(repository, () -> ask(repository, subject));
    if (first instanceof ReferrersAnswer.Failed failed) {
      throw failed.why();
    }
    return first instanceof ReferrersAnswer.Page;
  }

  private ReferrersAnswer answer(Repository repository, DescriptorDigest subject) {
    Supplier<ReferrersAnswer> own = Suppliers.memoize(() -> ask(repository, subject));
    ReferrersAnswer first = first(repository, own);
    return first instanceof ReferrersAnswer.Page ? own.get() : first;
  }

  /** What decides for the repository. */
  private ReferrersAnswer first(Repository repository, Supplier<ReferrersAnswer> own) {
    Supplier<ReferrersAnswer> here = () -> firstOfRepository.get(repository, own::get);
    ReferrersAnswer host = firstOfHost.get(caller.address(repository).host(), here::get);
    return host instanceof ReferrersAnswer.NoApi ? host : here.get();
  }

  private ReferrersAnswer ask(Repository repository, DescriptorDigest subject) {
    try {
      return list(repository, subject);
    } catch (IOException e) {
      return new ReferrersAnswer.Failed(e);
    }
  }

  private ReferrersAnswer list(Repository repository, DescriptorDigest subject) throws IOException {
    ImmutableSet.Builder<Referrer> all = ImmutableSet.builder();
    int count = 0;
    long annotations = 0;
    Set<URI> seen = new HashSet<>();
    Optional<URI> next = Optional.of(URI.create("referrers/" + subject));
    while (next.isPresent()) {
      if (!seen.add(next.get()) || seen.size() > PAGES || count > REFERRERS) {
        throw new PermanentException(
            "GET referrers of " + repository + "@" + subject + " has no end");
      }
      ReferrersAnswer answer = caller.call(repository, new ListReferrers(next.get(), names));
      if (!(answer instanceof ReferrersAnswer.Page page)) {
        if (seen.size() == 1) {
          return answer;
        }
        throw new PermanentException(
            "GET referrers of " + repository + "@" + subject + " broke off after a page");
      }
      count += page.referrers().size();
      for (Referrer each : page.referrers()) {
        annotations += annotations(each);
        all.add(
            annotations > ANNOTATIONS
                ? new Referrer(each.digest(), each.artifactType(), ImmutableMap.of())
                : each);
      }
      next = page.next();
    }
    return new ReferrersAnswer.Page(all.build(), Optional.empty());
  }

  private static long annotations(Referrer referrer) {
    return referrer.annotations().entrySet().stream()
        .mapToLong(each -> each.getKey().length() + each.getValue().length())
        .sum();
  }
}
