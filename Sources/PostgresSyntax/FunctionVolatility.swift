package import PostgresSchema
import SourceModel

/// How often well-known functions can give another value.
package enum FunctionVolatility {
  /// The volatility of a function; `unknown` of one that PostgreSQL and its own extensions lack.
  package static func of(_ function: ObjectName) -> Expression.Volatility {
    let name = function.name
    if function.schema.isEmpty, let known = own[name] { return known }
    if extensions.contains(name) || name.hasPrefix("uuid_generate_v") { return .volatile }
    return .unknown
  }

  /// Whether PostgreSQL itself, or one of its own extensions, has a function.
  package static func isKnown(_ function: ObjectName) -> Bool {
    if function.schema == "pg_catalog" || function.name.hasPrefix("pg_") { return true }
    return of(function) != .unknown
  }

  private static let own: [Name: Expression.Volatility] = {
    var all: [Name: Expression.Volatility] = [:]
    for (words, volatility) in [
      (immutable, Expression.Volatility.immutable), (stable, .stable), (volatile, .volatile),
    ] {
      for word in words.split(whereSeparator: \.isWhitespace) {
        all[Name(String(word))] = volatility
      }
    }
    return all
  }()

  /// Functions of extensions, which stand in any schema.
  private static let extensions: Set<Name> = [
    "gen_random_uuid", "gen_random_bytes", "gen_salt", "uuid_nil", "uuidv4", "uuidv7",
  ]

  private static let immutable = """
    abs acos array_append array_cat array_dims array_fill array_length array_lower array_ndims
    array_position array_positions array_prepend array_remove array_replace array_to_string
    array_upper ascii asin atan atan2 bit_length bit_count bool box btrim cardinality cbrt ceil
    ceiling char_length character_length chr circle coalesce convert convert_from convert_to cos
    cot date_bin daterange decode degrees div encode exp factorial float4 float8 floor gcd
    get_bit get_byte greatest host hashtext hashtextextended initcap int2 int4 int4range int8
    int8range isempty isfinite json_array_element json_array_element_text json_array_elements
    json_array_elements_text json_array_length json_each json_each_text json_extract_path
    json_extract_path_text json_object json_object_keys json_strip_nulls json_typeof
    jsonb_array_element jsonb_array_element_text jsonb_array_elements
    jsonb_array_elements_text jsonb_array_length jsonb_each jsonb_each_text jsonb_extract_path
    jsonb_extract_path_text jsonb_insert jsonb_object jsonb_object_keys jsonb_path_exists
    jsonb_path_query jsonb_path_query_array jsonb_path_query_first jsonb_pretty jsonb_set
    jsonb_set_lax jsonb_strip_nulls jsonb_typeof justify_days justify_hours justify_interval lcm
    least left length ln log log10 lower lower_inc lower_inf lpad ltrim make_date make_interval
    make_time make_timestamp masklen md5 mod multirange network normalize nullif num_nonnulls
    num_nulls numeric numrange octet_length overlay parse_ident path pi point polygon position
    power quote_ident quote_nullable radians range_merge regexp_count regexp_instr regexp_like
    regexp_match regexp_matches regexp_replace regexp_split_to_array regexp_split_to_table
    regexp_substr repeat replace reverse right round row_to_json rpad rtrim scale set_bit
    set_byte set_masklen setweight sha224 sha256 sha384 sha512 sign sin split_part sqrt
    starts_with string_to_array string_to_table strip strpos substr substring tan text timezone
    timestamp date time to_ascii to_bin to_hex to_number to_oct translate trim trim_array
    trim_scale trunc tsquery_phrase tsrange unistr unnest upper upper_inc upper_inf uuid_in varchar
    width_bucket hstore crypt digest hmac similarity
    """

  private static let stable = """
    age array_to_json col_description concat concat_ws current_catalog current_database
    current_query current_role current_schema current_schemas current_setting current_user
    date_part date_trunc extract format format_type has_column_privilege has_database_privilege
    has_function_privilege has_schema_privilege has_sequence_privilege has_table_privilege
    json_agg json_build_array json_build_object json_object_agg json_populate_record
    json_populate_recordset json_to_record json_to_recordset jsonb_agg jsonb_build_array
    jsonb_build_object jsonb_object_agg jsonb_populate_record jsonb_populate_recordset
    jsonb_to_record jsonb_to_recordset make_timestamptz now obj_description overlaps
    pg_get_constraintdef pg_get_expr pg_get_functiondef pg_get_indexdef pg_get_serial_sequence
    pg_get_userbyid pg_get_viewdef pg_relation_size pg_table_is_visible pg_typeof phraseto_tsquery
    plainto_tsquery quote_literal session_user shobj_description statement_timestamp
    timestamptz timetz to_char to_date to_json to_jsonb to_regclass to_regnamespace to_regproc
    to_regrole to_regtype to_timestamp to_tsquery to_tsvector transaction_timestamp
    txid_current_if_assigned user version websearch_to_tsquery inet_client_addr
    tstzrange array_agg avg bit_and bit_or bool_and bool_or count dense_rank every first_value lag
    last_value lead max min nth_value ntile percent_rank percentile_cont percentile_disc rank
    row_number string_agg sum stddev variance generate_series generate_subscripts unaccent
    """

  private static let volatile = """
    clock_timestamp currval dblink dblink_exec gen_random_uuid lastval lo_create nextval
    pg_advisory_lock pg_advisory_unlock pg_advisory_xact_lock pg_backend_pid
    pg_cancel_backend pg_notify pg_sleep pg_terminate_backend pg_try_advisory_lock
    pg_try_advisory_xact_lock random random_normal set_config setseed setval timeofday
    txid_current pg_current_xact_id uuidv4 uuidv7
    """
}
