package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import java.io.IOException;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;

/** Kinds of work over one universe after the other, each once. */
record GrowthScene(GrowthContenders work, ImmutableList<Integer> regions) implements Scene {

  @Override
  public String title() {
    return ("universes of %s regions, snapshots of %s; the sandbox's model of them, without quotas"
            + " and distances")
        .formatted(joined(regions), joined(work.stored()));
  }

  private static String joined(Collection<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  @Override
  public ImmutableList<RegistryProcess> registries() {
    return ImmutableList.of(work.universe());
  }

  @Override
  public ImmutableList<Contender> contenders() {
    return regions.stream()
        .flatMap(each -> work.over(each).stream())
        .collect(ImmutableList.toImmutableList());
  }

  @Override
  public String insideMeans() {
    return "plan";
  }

  @Override
  public int mostRounds() {
    return 1;
  }

  @Override
  public ImmutableList<Target> targets(Standings standings) {
    return result(standings).targets();
  }

  @Override
  public ImmutableList<String> table(Standings standings) {
    return result(standings).lines();
  }

  @Override
  public Optional<String> picture(Standings standings) {
    return Optional.of(GrowthPicture.of(result(standings)));
  }

  private GrowthTable result(Standings standings) {
    return new GrowthTable(ImmutableSortedMap.copyOf(work.edges()), standings);
  }

  @Override
  public void close() throws IOException {
    work.universe().close();
  }
}
