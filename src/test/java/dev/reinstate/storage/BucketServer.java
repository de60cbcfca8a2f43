package dev.reinstate.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Splitter;
import com.google.common.collect.Ordering;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of Google Cloud Storage's JSON API that a store uses, over real HTTP on the loopback
 * interface: paged lists, uploads in one request and resumable ones, preconditions, ranges,
 * permissions, retention and injected faults.
 *
 * <p>Sources: https://cloud.google.com/storage/docs/json_api/v1 and
 * https://cloud.google.com/storage/docs/performing-resumable-uploads.
 */
final class BucketServer implements AutoCloseable {

  /** Small, so that everything is paged. */
  private static final int MAX_PAGE = 7;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern RANGE = Pattern.compile("bytes (\\d+)-(\\d+)/(\\d+|\\*)");
  private static final Pattern QUERY_RANGE = Pattern.compile("bytes \\*/(\\d+|\\*)");

  final BucketObjects objects;

  private final String bucket;
  private final HttpServer server;
  private final Set<String> denied = ConcurrentHashMap.newKeySet();
  private final AtomicReference<BucketFault> fault = new AtomicReference<>(BucketFault.NONE);
  private final AtomicInteger retentionViolations = new AtomicInteger();
  private final ConcurrentMap<String, Session> sessions = new ConcurrentHashMap<>();

  private static final class Session {
    final String name;
    final OptionalLong over;
    final ByteArrayOutputStream received = new ByteArrayOutputStream();
    ObjectNode finished;

    Session(String name, OptionalLong over) {
      this.name = name;
      this.over = over;
    }
  }

  /** A bucket whose retention policy keeps every object for ever. */
  BucketServer(String bucket) throws IOException {
    this(bucket, new BucketObjects(/* retained= */ true));
  }

  BucketServer(String bucket, BucketObjects objects) throws IOException {
    this.bucket = bucket;
    this.objects = objects;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  String host() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  void deny(String permission) {
    denied.add(permission);
  }

  void inject(BucketFault next) {
    fault.set(next);
  }

  /** How often somebody tried to delete or overwrite. */
  int retentionViolations() {
    return retentionViolations.get();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    BucketFault.Effect effect = fault.get().next(exchange.getRequestMethod());
    try (exchange) {
      switch (effect) {
        case NONE -> route(exchange, body, new Reply(exchange));
        case RESET -> {}
        case LOSE_ANSWER -> route(exchange, body, new Reply(null));
        case TOO_MANY_REQUESTS -> error(new Reply(exchange), 429, "rateLimitExceeded", "slow down");
        case UNAVAILABLE -> error(new Reply(exchange), 503, "backendError", "try again");
      }
    }
  }

  private void route(HttpExchange exchange, byte[] body, Reply reply) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    String collection = "/storage/v1/b/" + bucket + "/o";
    int at = path.indexOf(collection);
    String method = exchange.getRequestMethod();
    if (at < 0) {
      error(reply, 404, "notFound", "The specified bucket does not exist.");
    } else if (method.equals("GET")) {
      String object = path.substring(at + collection.length());
      if (object.isEmpty()) {
        list(query(exchange.getRequestURI()), reply);
      } else {
        get(exchange, decoded(object.substring(1)), reply);
      }
    } else if (path.startsWith("/upload/") && (method.equals("POST") || method.equals("PUT"))) {
      upload(exchange, body, reply);
    } else {
      retentionViolations.incrementAndGet();
      error(reply, 403, "retentionPolicyNotMet", "Object is subject to a retention policy.");
    }
  }

  private void list(Map<String, String> query, Reply reply) throws IOException {
    if (refused(reply, "storage.objects.list")) {
      return;
    }
    String prefix = query.getOrDefault("prefix", "");
    int most = Math.min(MAX_PAGE, Integer.parseInt(query.getOrDefault("maxResults", "1000")));
    ObjectNode page = JsonNodeFactory.instance.objectNode().put("kind", "storage#objects");
    ArrayNode items = page.putArray("items");
    for (Map.Entry<String, BucketObjects.Stored> entry :
        objects.startingAt(first(query, prefix)).entrySet()) {
      if (!entry.getKey().startsWith(prefix)) {
        break;
      }
      if (items.size() == most) {
        page.put("nextPageToken", entry.getKey());
        break;
      }
      items.add(metadata(entry.getKey(), entry.getValue()));
    }
    reply.json(200, page);
  }

  /** What sorts before the prefix or the offset is not listed; a page token is beyond both. */
  private static String first(Map<String, String> query, String prefix) {
    return Ordering.natural()
        .max(prefix, query.getOrDefault("startOffset", ""), query.getOrDefault("pageToken", ""));
  }

  private void get(HttpExchange exchange, String name, Reply reply) throws IOException {
    if (refused(reply, "storage.objects.get")) {
      return;
    }
    BucketObjects.Stored stored = objects.stored(name).orElse(null);
    Map<String, String> query = query(exchange.getRequestURI());
    if (stored == null) {
      error(reply, 404, "notFound", "No such object: " + bucket + "/" + name);
    } else if (over(query).orElse(stored.generation()) != stored.generation()) {
      preconditionFailed(reply);
    } else if (!"media".equals(query.get("alt"))) {
      reply.json(200, metadata(name, stored));
    } else {
      media(exchange, stored, reply);
    }
  }

  private static void media(HttpExchange exchange, BucketObjects.Stored stored, Reply reply)
      throws IOException {
    byte[] bytes = stored.bytes();
    String range = exchange.getRequestHeaders().getFirst("Range");
    reply.header("x-goog-hash", "crc32c=" + BucketObjects.crc32c(bytes));
    reply.header("x-goog-generation", String.valueOf(stored.generation()));
    if (range == null) {
      reply.bytes(200, bytes);
      return;
    }
    String[] ends = range.substring("bytes=".length()).split("-", 2);
    int from = Integer.parseInt(ends[0]);
    int to =
        ends[1].isEmpty()
            ? bytes.length - 1
            : (int) Math.min(bytes.length - 1L, Long.parseLong(ends[1]));
    if (from >= bytes.length) {
      reply.header("Content-Range", "bytes */" + bytes.length);
      error(reply, 416, "requestedRangeNotSatisfiable", "Request range not satisfiable");
      return;
    }
    reply.header("Content-Range", "bytes %d-%d/%d".formatted(from, to, bytes.length));
    reply.bytes(206, Arrays.copyOfRange(bytes, from, to + 1));
  }

  private void upload(HttpExchange exchange, byte[] body, Reply reply) throws IOException {
    Map<String, String> query = query(exchange.getRequestURI());
    OptionalLong over = over(query);
    if (refused(reply, "storage.objects.create")) {
      return;
    }
    if (query.containsKey("upload_id")) {
      resume(exchange, sessions.get(query.get("upload_id")), body, reply);
    } else if ("resumable".equals(query.get("uploadType"))) {
      long there =
          objects.stored(query.get("name")).map(BucketObjects.Stored::generation).orElse(0L);
      if (over.orElse(there) != there) {
        preconditionFailed(reply);
        return;
      }
      String id = "session-" + sessions.size();
      sessions.put(id, new Session(query.get("name"), over));
      reply.header("Location", host() + exchange.getRequestURI().getRawPath() + "?upload_id=" + id);
      reply.bytes(200, new byte[0]);
    } else {
      MultipartUpload multipart =
          MultipartUpload.parse(exchange.getRequestHeaders().getFirst("Content-Type"), body);
      String name = multipart.metadata().path("name").asText(query.get("name"));
      String expected = multipart.metadata().path("crc32c").asText("");
      if (!expected.isEmpty() && !expected.equals(BucketObjects.crc32c(multipart.media()))) {
        error(reply, 400, "invalid", "Provided CRC32C does not match");
        return;
      }
      finish(name, multipart.media(), over, reply);
    }
  }

  private void resume(HttpExchange exchange, Session session, byte[] body, Reply reply)
      throws IOException {
    if (session == null) {
      error(reply, 410, "gone", "no such session");
      return;
    }
    synchronized (session) {
      if (session.finished != null) {
        reply.json(200, session.finished);
        return;
      }
      String header = exchange.getRequestHeaders().getFirst("Content-Range");
      Matcher range = RANGE.matcher(header);
      Matcher question = QUERY_RANGE.matcher(header);
      String total = "*";
      if (range.matches()) {
        int from = Integer.parseInt(range.group(1));
        int skip = session.received.size() - from;
        session.received.write(body, skip, body.length - skip);
        total = range.group(3);
      } else if (question.matches()) {
        total = question.group(1);
      }
      if (total.equals(String.valueOf(session.received.size()))) {
        session.finished =
            finish(session.name, session.received.toByteArray(), session.over, reply);
        return;
      }
      if (session.received.size() > 0) {
        reply.header("Range", "bytes=0-" + (session.received.size() - 1));
      }
      reply.bytes(308, new byte[0]);
    }
  }

  private ObjectNode finish(String name, byte[] bytes, OptionalLong over, Reply reply)
      throws IOException {
    BucketObjects.Written result;
    ObjectNode written;
    synchronized (objects) {
      result = objects.write(name, bytes, over);
      written = objects.stored(name).map(stored -> metadata(name, stored)).orElse(null);
    }
    switch (result) {
      case CREATED -> {
        reply.json(200, written);
        return written;
      }
      case PRECONDITION_FAILED -> preconditionFailed(reply);
      case RETAINED -> {
        retentionViolations.incrementAndGet();
        error(reply, 403, "retentionPolicyNotMet", "Object is subject to a retention policy.");
      }
    }
    return null;
  }

  /** The generation that must be there, 0 for no object; empty for any. */
  private static OptionalLong over(Map<String, String> query) {
    String generation = query.get("ifGenerationMatch");
    return generation == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(generation));
  }

  private static void preconditionFailed(Reply reply) throws IOException {
    error(reply, 412, "conditionNotMet", "At least one precondition did not hold.");
  }

  private ObjectNode metadata(String name, BucketObjects.Stored stored) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("kind", "storage#object")
        .put("bucket", bucket)
        .put("name", name)
        .put("generation", String.valueOf(stored.generation()))
        .put("size", String.valueOf(stored.bytes().length))
        .put("crc32c", BucketObjects.crc32c(stored.bytes()));
  }

  private boolean refused(Reply reply, String permission) throws IOException {
    if (!denied.contains(permission)) {
      return false;
    }
    error(
        reply,
        403,
        "forbidden",
        "backup@p.iam.gserviceaccount.com does not have " + permission + " access");
    return true;
  }

  private static void error(Reply reply, int status, String reason, String message)
      throws IOException {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ObjectNode error = root.putObject("error").put("code", status).put("message", message);
    error.putArray("errors").addObject().put("reason", reason).put("message", message);
    reply.json(status, root);
  }

  private static Map<String, String> query(URI uri) {
    Map<String, String> query = new HashMap<>();
    if (uri.getRawQuery() != null) {
      for (String parameter : Splitter.on('&').split(uri.getRawQuery())) {
        String[] parts = parameter.split("=", 2);
        query.put(parts[0], decoded(parts[1]));
      }
    }
    return query;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, UTF_8);
  }

  /** An answer, or the swallowing of one. */
  private record Reply(HttpExchange exchange) {

    void header(String name, String value) {
      if (exchange != null) {
        exchange.getResponseHeaders().set(name, value);
      }
    }

    void json(int status, ObjectNode body) throws IOException {
      header("Content-Type", "application/json; charset=UTF-8");
      bytes(status, JSON.writeValueAsBytes(body));
    }

    void bytes(int status, byte[] body) throws IOException {
      if (exchange != null) {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
          exchange.getResponseBody().write(body);
        }
      }
    }
  }
}
