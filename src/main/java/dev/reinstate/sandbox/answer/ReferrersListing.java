package dev.reinstate.sandbox.answer;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.json.Json;
import dev.reinstate.sandbox.content.RegistryContents;
import dev.reinstate.sandbox.content.StoredManifest;
import dev.reinstate.sandbox.http.Call;
import dev.reinstate.sandbox.http.Handler;
import dev.reinstate.sandbox.http.Names;
import dev.reinstate.sandbox.http.RefusedException;
import dev.reinstate.sandbox.http.Reply;
import dev.reinstate.sandbox.http.Target;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * GET of the manifests that name another as their subject, in pages: the spec, "Listing Referrers".
 */
public final class ReferrersListing implements Handler {

  private final RegistryContents contents;
  private final int pageSize;
  private final String origin;

  public ReferrersListing(RegistryContents contents, int pageSize, String origin) {
    this.contents = contents;
    this.pageSize = pageSize;
    this.origin = origin;
  }

  @Override
  public Reply handle(Call call) throws RefusedException {
    DescriptorDigest subject = Names.digest(call.target().reference());
    Optional<String> type = call.query("artifactType");
    ImmutableList<StoredManifest> all =
        contents.readable(call.target().repository()).manifests().stream()
            .filter(each -> each.references().subject().equals(Optional.of(subject)))
            .filter(each -> type.map(each.artifactType()::equals).orElse(true))
            .collect(ImmutableList.toImmutableList());
    ImmutableList<StoredManifest> rest =
        all.subList(call.query("last").map(last -> after(all, last)).orElse(0), all.size());
    ImmutableList<StoredManifest> page = rest.subList(0, Math.min(pageSize, rest.size()));
    byte[] index =
        Json.bytes(
            json -> {
              json.writeNumberField("schemaVersion", 2);
              json.writeStringField("mediaType", MediaTypes.OCI_INDEX);
              Json.writeObjects(json, "manifests", page, ReferrersListing::describe);
            });
    Reply reply = Reply.of(200).withBody(MediaTypes.OCI_INDEX, index);
    Reply paged =
        page.size() < rest.size() ? reply.with("Link", next(call.target(), type, page)) : reply;
    return type.isPresent() ? paged.with("OCI-Filters-Applied", "artifactType") : paged;
  }

  private String next(Target asked, Optional<String> type, ImmutableList<StoredManifest> page) {
    String query =
        type.map(each -> "artifactType=" + URLEncoder.encode(each, StandardCharsets.UTF_8) + "&")
                .orElse("")
            + "last="
            + name(page.getLast());
    return "<%s/v2/%s/referrers/%s?%s>; rel=\"next\""
        .formatted(origin, asked.repository(), asked.reference(), query);
  }

  private static int after(ImmutableList<StoredManifest> all, String last) {
    return Iterables.indexOf(all, each -> name(each).equals(last)) + 1;
  }

  private static String name(StoredManifest manifest) {
    return manifest.manifest().digest().toString();
  }

  private static void describe(JsonGenerator json, StoredManifest stored) throws IOException {
    Manifest manifest = stored.manifest();
    json.writeStringField("mediaType", manifest.mediaType());
    json.writeStringField("digest", manifest.digest().toString());
    json.writeNumberField("size", manifest.bytes().length);
    if (!stored.artifactType().isEmpty()) {
      json.writeStringField("artifactType", stored.artifactType());
    }
    if (stored.annotations().isObject()) {
      json.writeFieldName("annotations");
      Json.write(json, stored.annotations());
    }
  }
}
