import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.common.utils.AppInfoParser;
import org.apache.kafka.connect.runtime.SourceConnectorConfig;
import org.apache.kafka.connect.source.SourceConnector;

/**
 * Judges what is posted to Kafka Connect to make a source connector, without a worker: by the definitions of the connector
 * itself, of Kafka Connect, and of the clients whose settings are passed on under a prefix. A name that none of them has is
 * a fault, though a worker would let it pass.
 */
public class CheckConnector {
  public static void main(String[] args) throws Exception {
    if (args[0].equals("--version")) {
      System.out.println(AppInfoParser.getVersion());
      return;
    }
    Map<?, ?> posted = new ObjectMapper().readValue(new File(args[0]), Map.class);
    Map<String, String> config = new HashMap<>();
    ((Map<?, ?>) posted.get("config")).forEach((name, value) -> config.put((String) name, (String) value));

    String type = config.get("connector.class");
    SourceConnector connector = (SourceConnector) Class.forName(type).getDeclaredConstructor().newInstance();
    Set<String> known = new HashSet<>();
    List<String> faults = new ArrayList<>();
    Map<String, String> named = new HashMap<>(config);
    named.put("name", (String) posted.get("name"));
    judge("", connector.config(), named, known, faults);
    judge("", SourceConnectorConfig.configDef(), named, known, faults);
    judge("source.cluster.", AdminClientConfig.configDef(), config, known, faults);
    judge("target.cluster.", AdminClientConfig.configDef(), config, known, faults);
    judge("producer.override.", ProducerConfig.configDef(), config, known, faults);

    config.keySet().stream().filter(name -> !known.contains(name)).sorted().forEach(name -> faults.add(name + " is not known"));
    faults.forEach(System.out::println);
    System.exit(faults.isEmpty() ? 0 : 1);
  }

  private static void judge(
      String prefix, ConfigDef definition, Map<String, String> config, Set<String> known, List<String> faults) {
    Map<String, String> own = new HashMap<>();
    config.forEach((name, value) -> {
      if (name.startsWith(prefix) && definition.names().contains(name.substring(prefix.length()))) {
        known.add(name);
        own.put(name.substring(prefix.length()), value);
      }
    });
    for (ConfigValue value : definition.validate(own)) {
      // What a client needs besides the settings that are passed on is the worker's.
      if (!prefix.isEmpty() && !own.containsKey(value.name())) continue;
      value.errorMessages().forEach(message -> faults.add(prefix + value.name() + ": " + message));
    }
  }
}
