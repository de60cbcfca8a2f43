package dev.reinstate.registry.endpoint;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.net.HttpHeaders;
import dev.reinstate.image.KnownNames;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.inventory.Referrer;
import dev.reinstate.registry.address.NextLink;
import dev.reinstate.registry.address.PermanentException;
import dev.reinstate.registry.failure.RegistryException;
import dev.reinstate.registry.wire.BoundedInputStream;
import dev.reinstate.registry.wire.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One page of the manifests that name another as their subject.
 *
 * <p>Source:
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-referrers
 *
 * @param page relative to the repository, or absolute
 */
public record ListReferrers(URI page, KnownNames names) implements Endpoint<ReferrersAnswer> {

  /** Twice what registries have to take as one manifest; a page is an index. */
  private static final long PAGE_BYTES = 8L << 20;

  @Override
  public URI locate(URI base) {
    return base.resolve(page);
  }

  @Override
  public ImmutableMap<String, String> headers() {
    return ImmutableMap.of(HttpHeaders.ACCEPT, MediaTypes.OCI_INDEX);
  }

  @Override
  public ReferrersAnswer read(Response response) throws IOException {
    return new ReferrersAnswer.Page(
        Parser.parse(new BoundedInputStream(response.body(), PAGE_BYTES), names),
        NextLink.of(response.uri(), response.headers("Link")));
  }

  /**
   * The specification keeps 404 for registries without the API. Some say instead that they do not
   * support it; and a 404 that names what is unknown says nothing of the rest.
   */
  @Override
  public ReferrersAnswer refused(RegistryException refusal) throws IOException {
    int status = refusal.status().orElse(0);
    if (status == 404 && refusal.hasCode("MANIFEST_UNKNOWN")) {
      return new ReferrersAnswer.Page(ImmutableSet.of(), Optional.empty());
    }
    if (status == 404 && refusal.hasCode("NAME_UNKNOWN")) {
      return new ReferrersAnswer.NoRepository();
    }
    if (status == 404 || status == 405 || status == 501 || refusal.hasCode("UNSUPPORTED")) {
      return new ReferrersAnswer.NoApi();
    }
    throw refusal;
  }

  /** Reads one page, an OCI index, as it arrives. */
  private static final class Parser {

    /** Those of bundles are short; others may be of any length, and nobody asks for them. */
    private static final String KEPT = "dev.sigstore.";

    private final StrictJson json;
    private final KnownNames names;
    private final ImmutableSet.Builder<Referrer> referrers = ImmutableSet.builder();
    private boolean isList;
    private Optional<DescriptorDigest> digest = Optional.empty();
    private String artifactType = "";
    private Map<String, String> annotations = new LinkedHashMap<>();

    private Parser(StrictJson json, KnownNames names) {
      this.json = json;
      this.names = names;
    }

    static ImmutableSet<Referrer> parse(InputStream body, KnownNames names) throws IOException {
      try (StrictJson json = StrictJson.open(body, "list of referrers")) {
        Parser parser = new Parser(json, names);
        json.document(parser::field);
        if (!parser.isList) {
          throw new PermanentException("the list of referrers has no manifests");
        }
        return parser.referrers.build();
      }
    }

    private void field(String name) throws IOException {
      if (name.equals("manifests")) {
        isList = true;
        json.array(this::descriptor);
      } else {
        json.skip();
      }
    }

    private void descriptor() throws IOException {
      digest = Optional.empty();
      artifactType = "";
      annotations = new LinkedHashMap<>();
      json.object(this::descriptorField);
      referrers.add(
          new Referrer(
              digest.orElseThrow(
                  () -> new PermanentException("the list of referrers has one without a digest")),
              artifactType,
              ImmutableMap.copyOf(annotations)));
    }

    private void descriptorField(String name) throws IOException {
      switch (name) {
        case "digest" -> digest = Optional.of(digest(json.text()));
        case "artifactType" -> artifactType = json.scalar();
        case "annotations" -> json.members(this::annotation);
        default -> json.skip();
      }
    }

    private void annotation(String key) throws IOException {
      if (key.startsWith(KEPT)) {
        annotations.put(key, json.scalar());
      } else {
        json.skip();
      }
    }

    private DescriptorDigest digest(String text) throws IOException {
      try {
        return names.digest(text);
      } catch (IllegalArgumentException e) {
        throw new PermanentException("the list of referrers has one without a SHA-256 digest", e);
      }
    }
  }
}
