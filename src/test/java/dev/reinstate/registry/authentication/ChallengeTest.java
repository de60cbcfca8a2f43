package dev.reinstate.registry.authentication;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class ChallengeTest {

  @Example
  void readsTheChallengeOfARegistry() {
    assertEquals(
        ImmutableList.of(
            new Challenge(
                "bearer",
                ImmutableMap.of(
                    "realm", "https://auth.docker.io/token",
                    "service", "registry.docker.io",
                    "scope", "repository:library/pause:pull,push"))),
        parse(
            "Bearer realm=\"https://auth.docker.io/token\",service=\"registry.docker.io\","
                + "scope=\"repository:library/pause:pull,push\""));
  }

  @Example
  void readsSeveralChallengesInOneHeader() {
    assertEquals(
        ImmutableList.of(
            new Challenge("negotiate", ImmutableMap.of()),
            new Challenge("basic", ImmutableMap.of("realm", "a, \"b\"")),
            new Challenge("bearer", ImmutableMap.of("realm", "https://r/t"))),
        parse(
            "Negotiate TlRMTVNT==, BASIC realm=\"a, \\\"b\\\"\", Bearer Realm = \"https://r/t\""));
  }

  @Property(tries = 300)
  void readsWhatWasWritten(@ForAll("challenges") List<Challenge> challenges) {
    String header = challenges.stream().map(ChallengeTest::write).collect(Collectors.joining(", "));
    assertEquals(challenges, parse(header));
  }

  @Property(tries = 300)
  void endsOnAnyInput(@ForAll String header) {
    parse(header).forEach(challenge -> assertEquals(false, challenge.scheme().isEmpty()));
  }

  @Provide
  Arbitrary<List<Challenge>> challenges() {
    Arbitrary<String> name =
        Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(8);
    Arbitrary<String> value = Arbitraries.strings().withCharRange(' ', '~').ofMaxLength(20);
    Arbitrary<Map<String, String>> parameters =
        Arbitraries.maps(name, value).ofMinSize(1).ofMaxSize(4);
    return Combinators.combine(name, parameters)
        .as((scheme, pairs) -> new Challenge(scheme, ImmutableMap.copyOf(pairs)))
        .list()
        .ofMaxSize(4);
  }

  private static String write(Challenge challenge) {
    return challenge.parameters().entrySet().stream()
        .map(
            pair ->
                pair.getKey()
                    + "=\""
                    + pair.getValue().replace("\\", "\\\\").replace("\"", "\\\"")
                    + "\"")
        .collect(Collectors.joining(",", challenge.scheme() + " ", ""));
  }

  private static ImmutableList<Challenge> parse(String header) {
    return Challenge.parse(ImmutableList.of(header));
  }
}
