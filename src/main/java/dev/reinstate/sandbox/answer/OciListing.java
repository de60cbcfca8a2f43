package dev.reinstate.sandbox.answer;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.primitives.Ints;
import dev.reinstate.json.Json;
import dev.reinstate.sandbox.content.RegistryContents;
import dev.reinstate.sandbox.content.RepositoryContents;
import dev.reinstate.sandbox.http.Call;
import dev.reinstate.sandbox.http.Handler;
import dev.reinstate.sandbox.http.RefusedException;
import dev.reinstate.sandbox.http.Reply;
import java.util.Optional;

/** {@code tags/list} in pages: the spec, "Listing Tags". */
public final class OciListing implements Handler {

  private final RegistryContents contents;
  private final int pageSize;
  private final String origin;

  public OciListing(RegistryContents contents, int pageSize, String origin) {
    this.contents = contents;
    this.pageSize = pageSize;
    this.origin = origin;
  }

  @Override
  public Reply handle(Call call) throws RefusedException {
    String name = call.target().repository();
    RepositoryContents repository = contents.readable(name);
    if (repository.isEmpty()) {
      throw new RefusedException(404, "NAME_UNKNOWN", "there is no repository " + name);
    }
    int limit = limit(call.query("n"));
    ImmutableSortedSet<String> rest = after(repository.state().tags().keySet(), call.query("last"));
    ImmutableList<String> page =
        rest.stream().limit(limit).collect(ImmutableList.toImmutableList());
    Reply reply =
        Reply.ofJson(
            200,
            json -> {
              json.writeStringField("name", name);
              Json.writeStrings(json, "tags", page);
            });
    if (page.isEmpty() || page.size() == rest.size()) {
      return reply;
    }
    String next = "/v2/%s/tags/list?n=%d&last=%s".formatted(name, limit, page.get(page.size() - 1));
    return reply.with("Link", "<" + origin + next + ">; rel=\"next\"");
  }

  private int limit(Optional<String> n) throws RefusedException {
    if (n.isEmpty()) {
      return pageSize;
    }
    Integer asked = Ints.tryParse(n.get());
    if (asked == null || asked < 0) {
      throw new RefusedException(400, "UNSUPPORTED", "n is not a number of tags");
    }
    return Math.min(asked, pageSize);
  }

  private static ImmutableSortedSet<String> after(
      ImmutableSortedSet<String> tags, Optional<String> last) {
    return last.isEmpty() ? tags : tags.tailSet(last.get(), false);
  }
}
