package dev.reinstate.registry;

import dev.reinstate.registry.authentication.Credentials;
import dev.reinstate.registry.authentication.HostCredential;
import dev.reinstate.sandbox.EmbeddedRegistry;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.Feature;
import dev.reinstate.sandbox.content.ListingStyle;
import dev.reinstate.sandbox.guard.Challenge.Account;
import dev.reinstate.sandbox.guard.Challenge.Bearer;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/** The contract against the embedded registry in its several ways. */
final class EmbeddedRegistryContractTest {

  private static final EmbeddedRegistryOptions GOOGLE =
      EmbeddedRegistryOptions.defaults().with(Feature.STRICT_REFERENCES);
  private static final EmbeddedRegistryOptions PLAIN =
      GOOGLE.withListing(ListingStyle.OCI).withPageSize(1).with(Feature.ABSOLUTE_LOCATIONS);
  private static final Account ACCOUNT = new Account("prow", "swordfish");
  private static final Bearer TOKENS = new Bearer(Optional.of(ACCOUNT), Duration.ofMinutes(5));
  private static final Bearer ANONYMOUS_TOKENS =
      new Bearer(Optional.empty(), Duration.ofMinutes(5));

  @Nested
  final class GoogleListing extends Embedded {
    GoogleListing() throws IOException {
      super(GOOGLE, Credentials.ANONYMOUS);
    }
  }

  @Nested
  final class PagedListing extends Embedded {
    PagedListing() throws IOException {
      super(PLAIN, Credentials.ANONYMOUS);
    }
  }

  @Nested
  final class GoogleListingWithTokens extends Embedded {
    GoogleListingWithTokens() throws IOException {
      super(GOOGLE.withChallenge(TOKENS), login());
    }
  }

  @Nested
  final class PagedListingWithTokens extends Embedded {
    PagedListingWithTokens() throws IOException {
      super(PLAIN.withChallenge(TOKENS), login());
    }
  }

  @Nested
  final class AnonymousTokens extends Embedded {
    AnonymousTokens() throws IOException {
      super(GOOGLE.withChallenge(ANONYMOUS_TOKENS), Credentials.ANONYMOUS);
    }
  }

  @Nested
  final class OnlyWholeUploads extends Embedded {
    OnlyWholeUploads() throws IOException {
      super(GOOGLE.without(Feature.CHUNKED_UPLOADS, Feature.REFERRERS), Credentials.ANONYMOUS);
    }
  }

  @Nested
  final class BlobsComeAlong extends Embedded {
    BlobsComeAlong() throws IOException {
      super(GOOGLE.with(Feature.SINGLE_POST), Credentials.ANONYMOUS);
    }
  }

  @Nested
  final class PagedListingWithoutReferrers extends Embedded {
    PagedListingWithoutReferrers() throws IOException {
      super(PLAIN.without(Feature.REFERRERS), Credentials.ANONYMOUS);
    }
  }

  @Nested
  final class PagedListingOverTls extends Embedded {
    PagedListingOverTls() throws IOException {
      super(Wire.TLS, PLAIN, Credentials.ANONYMOUS);
    }
  }

  @Nested
  final class GoogleListingWithTokensOverTls extends Embedded {
    GoogleListingWithTokensOverTls() throws IOException {
      super(Wire.TLS, GOOGLE.withChallenge(TOKENS), login());
    }
  }

  @Nested
  final class PagedListingWithTokensOverTls extends Embedded {
    PagedListingWithTokensOverTls() throws IOException {
      super(Wire.TLS, PLAIN.withChallenge(TOKENS), login());
    }
  }

  @Nested
  final class OnlyWholeUploadsOverTls extends Embedded {
    OnlyWholeUploadsOverTls() throws IOException {
      super(
          Wire.TLS,
          GOOGLE.without(Feature.CHUNKED_UPLOADS, Feature.REFERRERS),
          Credentials.ANONYMOUS);
    }
  }

  private static Credentials login() {
    return (repository, account) ->
        new HostCredential.Login(ACCOUNT.user(), ACCOUNT.password(), "a test");
  }

  abstract static class Embedded extends RegistryClientContract {

    private final Wire wire;
    private final EmbeddedRegistry registry;
    private final Credentials credentials;
    private final boolean listsDigests;
    private final boolean knowsReferrers;

    Embedded(EmbeddedRegistryOptions options, Credentials credentials) throws IOException {
      this(Wire.PLAIN, options, credentials);
    }

    Embedded(Wire wire, EmbeddedRegistryOptions options, Credentials credentials)
        throws IOException {
      this.wire = wire;
      this.registry = EmbeddedRegistry.start(wire.on(options));
      this.credentials = credentials;
      this.listsDigests = options.listing() == ListingStyle.GOOGLE;
      this.knowsReferrers = options.features().contains(Feature.REFERRERS);
    }

    @AfterEach
    final void stop() throws IOException {
      registry.close();
    }

    @Override
    final String host() {
      return registry.host();
    }

    @Override
    final Credentials credentials() {
      return credentials;
    }

    @Override
    final Wire wire() {
      return wire;
    }

    @Override
    final boolean listsDigests() {
      return listsDigests;
    }

    @Override
    final boolean knowsReferrers() {
      return knowsReferrers;
    }
  }
}
