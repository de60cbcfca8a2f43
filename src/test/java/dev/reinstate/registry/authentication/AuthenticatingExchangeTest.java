package dev.reinstate.registry.authentication;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.net.HttpHeaders;
import com.google.common.util.concurrent.Uninterruptibles;
import dev.reinstate.concurrent.CancelledException;
import dev.reinstate.image.Repository;
import dev.reinstate.network.PlainHosts;
import dev.reinstate.registry.address.Origin;
import dev.reinstate.registry.wire.Intent;
import dev.reinstate.registry.wire.Request;
import dev.reinstate.registry.wire.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a registry that gives tokens for one repository each is asked, in which order. */
final class AuthenticatingExchangeTest {

  private static final String HOST = "registry.example";

  private static final Challenge BEARER =
      new Challenge("bearer", ImmutableMap.of("realm", "/token"));

  private final List<String> asked = new ArrayList<>();
  private final List<String> forbidden = new ArrayList<>();

  /** What the registry takes no more. */
  private final Set<String> wornOut = new HashSet<>();

  /** Whether each token is another than the one before. */
  private boolean numbered;

  private int issued;
  private final List<String> overtaking = new ArrayList<>();
  private final Authorizer authorizer =
      new Authorizer(
          Credentials.ANONYMOUS,
          new SharedTokens(
              new TokenService(this::answer, PlainHosts.LOOPBACK),
              new TokenCache(InstantSource.system()),
              Repository::host));
  private final AuthenticatingExchange exchange =
      new AuthenticatingExchange(this::answer, authorizer, PlainHosts.LOOPBACK);

  @Test
  void onlyTheFirstRequestGoesBare() throws IOException {
    expect("a", "b");
    assertEquals(200, send("a"));
    assertEquals(200, send("b"));
    assertEquals(
        List.of(
            "a bare",
            "token a b",
            "a with a-of-many",
            "b with a-of-many",
            "token b",
            "b with b-alone"),
        asked);
  }

  /** While it goes bare, the host tells another how to ask. */
  @Test
  void tokenThatAnotherAskedForIsNotTheLastWord() throws IOException {
    expect("a", "b");
    overtaking.add("b");
    assertEquals(200, send("a"));
    assertEquals(
        List.of(
            "a bare",
            "token b a",
            "b with b-of-many",
            "a with b-of-many",
            "token a",
            "a with a-alone"),
        asked);
  }

  @Test
  void ownTokenIsTheLastWord() throws IOException {
    expect("a", "b");
    forbidden.add("a");
    assertEquals(401, send("a"));
    assertEquals(
        List.of("a bare", "token a b", "a with a-of-many", "token a", "a with a-alone"), asked);
  }

  @Test
  void ownTokenIsAskedForOnce() throws IOException {
    forbidden.add("a");
    assertEquals(401, send("a"));
    assertEquals(List.of("a bare", "token a", "a with a-alone"), asked);
  }

  /** Those under way at once may wear out the old token and the new one. */
  @Test
  void tokensThatWearOutAreAskedForTwice() throws IOException {
    numbered = true;
    assertEquals(200, send("a"));
    wornOut.addAll(List.of("with a-alone-1", "with a-alone-2"));
    assertEquals(200, send("a"));

    wornOut.addAll(List.of("with a-alone-3", "with a-alone-4", "with a-alone-5"));
    asked.clear();
    assertEquals(401, send("a"));
    assertEquals(
        List.of("a with a-alone-3", "token a", "a with a-alone-4", "token a", "a with a-alone-5"),
        asked);
  }

  /** Whoever waits for a host's first answer is stopped at once, and no other host is held up. */
  @Test
  @Timeout(5)
  void waitForTheFirstAnswerEndsWhenStopped() throws Exception {
    CountDownLatch sent = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    AuthenticatingExchange slow =
        new AuthenticatingExchange(
            request -> {
              if (request.repository().path().equals("slow")) {
                sent.countDown();
                Uninterruptibles.awaitUninterruptibly(answer);
              }
              return response(request, 200, "");
            },
            authorizer,
            PlainHosts.LOOPBACK);
    FutureTask<Response> first = new FutureTask<>(() -> slow.send(request(HOST, "slow")));
    FutureTask<Response> second = new FutureTask<>(() -> slow.send(request(HOST, "quick")));
    Thread.ofVirtual().start(first);
    sent.await();
    Thread waiting = Thread.ofVirtual().start(second);
    assertEquals(200, slow.send(request("other.example", "quick")).status());
    while (waiting.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    waiting.interrupt();
    ExecutionException e = assertThrows(ExecutionException.class, second::get);
    assertInstanceOf(CancelledException.class, e.getCause());
    answer.countDown();
    assertEquals(200, first.get().status());
  }

  private void expect(String... names) {
    for (String name : names) {
      authorizer.expect(new Repository(HOST, name), scope(name));
    }
  }

  private int send(String name) throws IOException {
    try (Response response = exchange.send(request(HOST, name))) {
      return response.status();
    }
  }

  private static Request request(String host, String name) {
    return new Request(
        new Repository(host, name),
        Optional.empty(),
        ImmutableList.of(scope(name)),
        "GET",
        Origin.uriOf(host, PlainHosts.LOOPBACK).resolve("/v2/" + name + "/tags/list"),
        ImmutableMap.of(),
        Optional.empty(),
        Intent.READ);
  }

  private Response answer(Request request) throws IOException {
    String query = request.uri().getQuery();
    return query == null ? content(request) : token(request, query);
  }

  private Response token(Request request, String query) {
    String names = query.replaceAll("&?(service=|scope=repository:)|:pull", " ").trim();
    asked.add("token " + names.replaceAll(" +", " "));
    String token =
        names.charAt(0)
            + (names.length() > 1 ? "-of-many" : "-alone")
            + (numbered ? "-" + ++issued : "");
    return response(request, 200, "{\"token\":\"" + token + "\"}");
  }

  private Response content(Request request) throws IOException {
    String name = request.repository().path();
    String authorization = request.headers().getOrDefault(HttpHeaders.AUTHORIZATION, "bare");
    asked.add(name + " " + authorization.replace("Bearer", "with"));
    if (!overtaking.isEmpty()) {
      authorizer.learn(HOST, ImmutableList.of(BEARER));
      send(overtaking.remove(0));
    }
    boolean isAllowed =
        authorization.startsWith("Bearer " + name)
            && !forbidden.contains(name)
            && !wornOut.contains(authorization.replace("Bearer", "with"));
    return response(request, isAllowed ? 200 : 401, "");
  }

  private static Response response(Request request, int status, String body) {
    return new Response(
        request.uri(),
        status,
        ImmutableListMultimap.of("www-authenticate", "Bearer realm=\"/token\""),
        new ByteArrayInputStream(body.getBytes(UTF_8)),
        () -> {});
  }

  private static String scope(String name) {
    return "repository:" + name + ":pull";
  }
}
