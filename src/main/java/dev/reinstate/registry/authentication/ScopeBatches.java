package dev.reinstate.registry.authentication;

import com.google.common.collect.ImmutableList;
import dev.reinstate.image.Repository;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Which scopes of one host a token is asked for together. */
final class ScopeBatches {

  /**
   * Characters of scopes in one request. Servers that take less, such as nginx with 8 KiB a line
   * (https://nginx.org/en/docs/http/ngx_http_core_module.html#large_client_header_buffers), refuse
   * the first, which is then halved.
   */
  private static final int MOST = 15_000;

  private static final int PER_SCOPE = "&scope=".length();

  private final Function<Repository, String> namespaces;
  private final Map<String, Repository> timing = new LinkedHashMap<>();
  private final Map<String, ImmutableList<String>> batches = new HashMap<>();
  private int most = MOST;

  /**
   * @param namespaces what a repository has in common with all that may be asked for with it; asked
   *     when a token is needed, not before
   */
  ScopeBatches(Function<Repository, String> namespaces) {
    this.namespaces = namespaces;
  }

  /** A scope that will be needed; those expected one after the other are asked for together. */
  synchronized void expect(Repository repository, String scope) {
    if (!batches.containsKey(scope)) {
      timing.putIfAbsent(scope, repository);
    }
  }

  /** What to ask for when this scope is needed; it alone when it has no company. */
  synchronized ImmutableList<String> of(String scope) {
    Repository repository = timing.remove(scope);
    if (repository != null) {
      assign(gather(scope, namespaces.apply(repository)));
    }
    return batches.computeIfAbsent(scope, ImmutableList::of);
  }

  private ImmutableList<String> gather(String first, String namespace) {
    ImmutableList.Builder<String> batch = ImmutableList.builder();
    batch.add(first);
    int length = PER_SCOPE + first.length();
    Iterator<Map.Entry<String, Repository>> next = timing.entrySet().iterator();
    while (next.hasNext()) {
      Map.Entry<String, Repository> expected = next.next();
      if (!namespaces.apply(expected.getValue()).equals(namespace)) {
        continue;
      }
      length += PER_SCOPE + expected.getKey().length();
      if (length > most) {
        break;
      }
      batch.add(expected.getKey());
      next.remove();
    }
    return batch.build();
  }

  private void assign(ImmutableList<String> batch) {
    batch.forEach(scope -> batches.put(scope, batch));
  }

  /** Leaves alone what is asked for otherwise by now. */
  private void reassign(ImmutableList<String> batch, ImmutableList<String> part) {
    part.forEach(scope -> batches.replace(scope, batch, part));
  }

  /** Whether that batch is still what to ask for when this scope is needed. */
  synchronized boolean isCurrent(String scope, ImmutableList<String> batch) {
    return batch.equals(batches.get(scope));
  }

  /** Halves a batch, and the size of those to come. */
  synchronized void split(ImmutableList<String> batch) {
    int half = batch.size() / 2;
    reassign(batch, batch.subList(0, half));
    reassign(batch, batch.subList(half, batch.size()));
    most = Math.min(most, batch.stream().mapToInt(String::length).sum() / 2);
  }

  /** From now on this one is asked for alone. */
  synchronized void separate(String scope) {
    timing.remove(scope);
    assign(ImmutableList.of(scope));
  }

  /** From now on each one is asked for alone. */
  synchronized void separateAll() {
    timing.clear();
    batches.replaceAll((scope, batch) -> ImmutableList.of(scope));
  }
}
