package dev.reinstate.registry.endpoint;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.apply.PutResult;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.ManifestType;
import dev.reinstate.registry.failure.RegistryError;
import dev.reinstate.registry.failure.RegistryException;
import dev.reinstate.registry.wire.Content;
import dev.reinstate.registry.wire.Intent;
import dev.reinstate.registry.wire.Precondition;
import dev.reinstate.registry.wire.Response;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Pushes a manifest under a tag or its digest.
 *
 * @param precondition of a tag, what it must be
 */
public record PutManifest(String reference, Manifest manifest, Precondition precondition)
    implements ManifestEndpoint<PutResult> {

  private static final ImmutableSet<String> MISSING_REFERENCE =
      ImmutableSet.of("MANIFEST_BLOB_UNKNOWN", "BLOB_UNKNOWN", "MANIFEST_UNKNOWN");
  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

  @Override
  public String method() {
    return "PUT";
  }

  @Override
  public Intent intent() {
    return new Intent.Write(precondition);
  }

  @Override
  public ImmutableMap<String, String> headers() {
    return ImmutableMap.of();
  }

  /** Snapshots of old may have another type than the manifest's own. */
  @Override
  public Optional<Content> content() {
    String type =
        ManifestType.of(manifest.mediaType(), manifest.bytes()).orElse(manifest.mediaType());
    return Optional.of(Content.of(type, manifest.bytes()));
  }

  @Override
  public PutResult read(Response response) throws IOException {
    DigestHeader.check(response, manifest.digest());
    return new PutResult.Accepted();
  }

  @Override
  public PutResult refused(RegistryException refusal) throws IOException {
    if (MISSING_REFERENCE.stream().noneMatch(refusal::hasCode)) {
      throw refusal;
    }
    return new PutResult.MissingReferences(
        refusal.errors().stream()
            .filter(error -> MISSING_REFERENCE.contains(error.code()))
            .flatMap(error -> DIGEST.matcher(named(error)).results())
            .map(MatchResult::group)
            .map(Digests::parse)
            .filter(digest -> !digest.equals(manifest.digest()))
            .collect(toImmutableSet()));
  }

  /** The specification leaves the detail's form open, so it is searched; some have only a text. */
  private static String named(RegistryError error) {
    return DIGEST.matcher(error.detail()).find() ? error.detail() : error.message();
  }
}
