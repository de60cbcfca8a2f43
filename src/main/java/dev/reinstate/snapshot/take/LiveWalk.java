package dev.reinstate.snapshot.take;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Interner;
import com.google.common.collect.Interners;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.Expectation;
import dev.reinstate.inventory.HostRotation;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.inventory.LiveState;
import dev.reinstate.inventory.RepositoryReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Reads repositories, and those below them where a listing names its children, level by level. A
 * hostile listing can neither leave the repository that names it nor go on for ever.
 */
final class LiveWalk {

  /** What clients agree on; https://github.com/opencontainers/distribution-spec, "pull". */
  private static final int MAX_NAME_LENGTH = 255;

  private final RepositoryReader reader;
  private final FanOut fanOut;
  private final int maxRepositories;

  /**
   * @param maxRepositories a repository whose children would exceed it is unreadable instead
   */
  LiveWalk(RepositoryReader reader, FanOut fanOut, int maxRepositories) {
    this.reader = reader;
    this.fanOut = fanOut;
    this.maxRepositories = maxRepositories;
  }

  /**
   * The state of all that {@code include} accepts. Equal answers are one object, since mirrors give
   * the same for a million images.
   *
   * @param known repositories to read
   * @param expected what to find out about a repository, known or not
   * @param below where to look for repositories nobody named
   */
  LiveState read(
      Collection<Repository> known,
      Function<Repository, Expectation> expected,
      Iterable<RegistryPrefix> below,
      Predicate<Repository> include) {
    NavigableMap<Repository, LiveRepository> found = new TreeMap<>();
    Interner<LiveRepository> distinct = Interners.newStrongInterner();
    TreeSet<Repository> level = new TreeSet<>(known);
    for (RegistryPrefix prefix : below) {
      if (!prefix.path().isEmpty()) {
        level.add(new Repository(prefix.host(), prefix.path()));
      }
    }
    level.removeIf(include.negate());
    RepositoryReader prepared = reader.over(ImmutableList.copyOf(level));
    while (!level.isEmpty()) {
      ImmutableList<Repository> repositories = HostRotation.of(level);
      ImmutableList<LiveRepository> answers =
          fanOut.map(repositories, r -> distinct.intern(prepared.read(r, expected.apply(r))));
      level.clear();
      for (int i = 0; i < repositories.size(); i++) {
        found.put(repositories.get(i), answers.get(i));
      }
      for (Repository repository : repositories) {
        descend(repository, found, level, include);
      }
    }
    return new LiveState(ImmutableSortedMap.copyOfSorted(found));
  }

  private void descend(
      Repository parent,
      Map<Repository, LiveRepository> found,
      Set<Repository> level,
      Predicate<Repository> include) {
    if (!(found.get(parent) instanceof LiveRepository.Contents contents)) {
      return;
    }
    List<Repository> children = new ArrayList<>();
    for (String child : contents.children()) {
      try {
        children.add(child(parent, child));
      } catch (IllegalArgumentException e) {
        found.put(parent, new LiveRepository.Unreadable("its listing: " + e.getMessage()));
        return;
      }
    }
    children.removeIf(child -> found.containsKey(child) || !include.test(child));
    if (found.size() + level.size() + children.size() > maxRepositories) {
      found.put(
          parent,
          new LiveRepository.Unreadable(
              "its listing: more than " + maxRepositories + " repositories"));
      return;
    }
    level.addAll(children);
  }

  private static Repository child(Repository parent, String name) {
    String path = parent.path() + "/" + name;
    if (name.indexOf('/') >= 0 || path.length() > MAX_NAME_LENGTH) {
      throw new IllegalArgumentException("invalid child name '" + name + "'");
    }
    return new Repository(parent.host(), path);
  }
}
