package dev.reinstate.sandbox.answer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Iterators;
import com.google.common.io.BaseEncoding;
import com.google.common.primitives.Ints;
import dev.reinstate.json.Json;
import dev.reinstate.sandbox.content.RegistryContents;
import dev.reinstate.sandbox.content.RepositoryContents;
import dev.reinstate.sandbox.http.Call;
import dev.reinstate.sandbox.http.Handler;
import dev.reinstate.sandbox.http.Reply;
import java.util.Iterator;
import java.util.List;

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
      return error(404, "NOT_FOUND", "Repository \"" + parent + "\" not found");
    }
    Integer limit = Ints.tryParse(call.query("pageSize").orElse(String.valueOf(LARGEST_PAGE)));
    String token = call.query("pageToken").orElse("");
    if (limit == null || limit < 1 || !TOKENS.canDecode(token)) {
      return error(400, "INVALID_ARGUMENT", "Request contains an invalid argument.");
    }
    Iterator<InventoryRow> rows = rows(repositories, new String(TOKENS.decode(token), UTF_8));
    ImmutableList<InventoryRow> page =
        ImmutableList.copyOf(Iterators.limit(rows, Math.min(limit, pageSize)));
    String host = words.get(3) + "-docker.pkg.dev";
    return Reply.ofJson(
        200,
        json -> {
          Json.writeObjects(
              json, "dockerImages", page, (each, row) -> row.write(parent, root, host, each));
          if (rows.hasNext()) {
            json.writeStringField(
                "nextPageToken", TOKENS.encode(page.getLast().key().getBytes(UTF_8)));
          }
        });
  }

  /** Those after a key, so that what is deleted meanwhile moves no other off its page. */
  private static Iterator<InventoryRow> rows(
      ImmutableSortedMap<String, RepositoryContents> repositories, String after) {
    String from = after.substring(0, Math.max(0, after.indexOf('@')));
    return repositories.tailMap(from, /* inclusive= */ true).entrySet().stream()
        .flatMap(each -> InventoryRow.of(each.getKey(), each.getValue()))
        .filter(row -> !row.path().equals(from) || row.key().compareTo(after) > 0)
        .iterator();
  }

  /** An error of Google's APIs: https://cloud.google.com/apis/design/errors#http_mapping */
  private static Reply error(int status, String code, String message) {
    return Reply.ofJson(
        status,
        json -> {
          json.writeObjectFieldStart("error");
          json.writeNumberField("code", status);
          json.writeStringField("message", message);
          json.writeStringField("status", code);
          json.writeEndObject();
        });
  }
}
