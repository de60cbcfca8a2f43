package dev.reinstate.sandbox.answer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Iterators;
import com.google.common.io.BaseEncoding;
import com.google.common.primitives.Ints;
import dev.reinstate.json.Json;
import dev.reinstate.sandbox.content.RegistryContents;
import dev.reinstate.sandbox.content.RepositoryContents;
import dev.reinstate.sandbox.content.StoredManifest;
import dev.reinstate.sandbox.http.Call;
import dev.reinstate.sandbox.http.Handler;
import dev.reinstate.sandbox.http.Reply;
import java.io.IOException;
import java.net.URLEncoder;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The images of all repositories below {@code PROJECT/NAME}, as Artifact Registry's own API lists
 * them: in pages, with and without tags.
 *
 * <p>Source:
 * https://cloud.google.com/artifact-registry/docs/reference/rest/v1/projects.locations.repositories.dockerImages/list
 */
public final class ImageInventory implements Handler {

  private static final BaseEncoding TOKENS = BaseEncoding.base64Url();
  private static final int LARGEST_PAGE = 1000;
  private static final Splitter FIELDS = Splitter.on(CharMatcher.anyOf(",()")).omitEmptyStrings();

  private final RegistryContents contents;
  private final int pageSize;

  public ImageInventory(RegistryContents contents, int pageSize) {
    this.contents = contents;
    this.pageSize = Math.min(pageSize, LARGEST_PAGE);
  }

  @Override
  public Reply handle(Call call) {
    String parent = call.target().reference();
    List<String> words = Splitter.on('/').splitToList(parent);
    String root = words.get(1) + "/" + words.get(5);
    ImmutableSortedMap<String, RepositoryContents> repositories = contents.below(root);
    if (repositories.isEmpty()) {
      return ApiError.reply(404, "NOT_FOUND", "Repository \"" + parent + "\" not found");
    }
    Integer limit = Ints.tryParse(call.query("pageSize").orElse(String.valueOf(LARGEST_PAGE)));
    String token = call.query("pageToken").orElse("");
    if (limit == null || limit < 1 || !TOKENS.canDecode(token)) {
      return ApiError.reply(400, "INVALID_ARGUMENT", "Request contains an invalid argument.");
    }
    Iterator<Row> rows = rows(repositories, new String(TOKENS.decode(token), UTF_8));
    ImmutableList<Row> page =
        ImmutableList.copyOf(Iterators.limit(rows, Math.min(limit, pageSize)));
    String host = words.get(3) + "-docker.pkg.dev";
    ImmutableSet<String> fields =
        FIELDS
            .splitToStream(call.query("fields").orElse(""))
            .collect(ImmutableSet.toImmutableSet());
    return Reply.ofJson(
        200,
        json -> {
          Json.writeObjects(
              json,
              "dockerImages",
              page,
              (each, row) -> row.write(parent, root, host, new Mask(each, fields)));
          if (rows.hasNext()) {
            json.writeStringField(
                "nextPageToken", TOKENS.encode(page.getLast().key().getBytes(UTF_8)));
          }
        });
  }

  /** Those after a key, so that what is deleted meanwhile moves no other off its page. */
  private static Iterator<Row> rows(
      ImmutableSortedMap<String, RepositoryContents> repositories, String after) {
    String from = after.substring(0, Math.max(0, after.indexOf('@')));
    return repositories.tailMap(from, /* inclusive= */ true).entrySet().stream()
        .flatMap(each -> Row.of(each.getKey(), each.getValue()))
        .filter(row -> !row.path().equals(from) || row.key().compareTo(after) > 0)
        .iterator();
  }

  /**
   * Writes only what was asked for: https://cloud.google.com/apis/docs/system-parameters
   *
   * @param fields empty for all
   */
  private record Mask(JsonGenerator json, ImmutableSet<String> fields) {

    boolean shows(String field) {
      return fields.isEmpty() || fields.contains(field);
    }

    void write(String field, String value) throws IOException {
      if (shows(field)) {
        json.writeStringField(field, value);
      }
    }
  }

  /**
   * An image of a repository.
   *
   * @param path of its repository
   * @param key {@code PATH@DIGEST}
   */
  private record Row(String path, String key, StoredManifest manifest, ImmutableList<String> tags) {

    /** The images of one repository, in the order of their keys. */
    static Stream<Row> of(String path, RepositoryContents repository) {
      RepositoryContents.Listed listed = repository.listed();
      ImmutableListMultimap<DescriptorDigest, String> tags =
          ImmutableListMultimap.copyOf(listed.tags().entrySet()).inverse();
      return listed.manifests().stream()
          .map(manifest -> of(path, manifest, tags))
          .sorted(Comparator.comparing(Row::key));
    }

    private static Row of(
        String path,
        StoredManifest manifest,
        ImmutableListMultimap<DescriptorDigest, String> tags) {
      DescriptorDigest digest = manifest.manifest().digest();
      return new Row(path, path + "@" + digest, manifest, tags.get(digest));
    }

    /**
     * Writes it as the API does.
     *
     * @param parent the resource that holds it, {@code projects/P/locations/L/repositories/R}
     * @param root the host and path that the parent stands for
     */
    void write(String parent, String root, String host, Mask into) throws IOException {
      if (into.shows("name")) {
        String image = key.substring(root.length() + 1);
        into.write("name", parent + "/dockerImages/" + URLEncoder.encode(image, UTF_8));
      }
      into.write("uri", host + "/" + key);
      if (into.shows("imageSizeBytes")) {
        into.write("imageSizeBytes", Long.toString(manifest.size()));
      }
      into.write("uploadTime", manifest.uploaded().toString());
      into.write("mediaType", manifest.manifest().mediaType());
      into.write("updateTime", manifest.uploaded().toString());
      if (!tags.isEmpty() && into.shows("tags")) {
        Json.writeStrings(into.json(), "tags", tags);
      }
    }
  }
}
