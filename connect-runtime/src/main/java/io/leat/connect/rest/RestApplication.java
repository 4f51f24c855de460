package io.leat.connect.rest;

import java.util.Map;
import org.glassfish.jersey.CommonProperties;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;

/** What Jersey serves. Everything is named here and nothing searched for: searching is most of Jersey's start. */
final class RestApplication extends ResourceConfig {
    RestApplication(Object... components) {
        setProperties(Map.of(
                ServerProperties.WADL_FEATURE_DISABLE, true,
                ServerProperties.RESOURCE_VALIDATION_DISABLE, true,
                ServerProperties.RESPONSE_SET_STATUS_OVER_SEND_ERROR, true,
                CommonProperties.FEATURE_AUTO_DISCOVERY_DISABLE, true,
                CommonProperties.METAINF_SERVICES_LOOKUP_DISABLE, true,
                CommonProperties.PROVIDER_DEFAULT_DISABLE, "DATASOURCE,DOM,SAX,STREAM-SOURCE,RENDERED-IMAGE,SOURCE"));
        for (Object component : components) {
            register(component);
        }
    }
}
