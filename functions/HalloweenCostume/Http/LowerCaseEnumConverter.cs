using System.Text.Json;
using System.Text.Json.Serialization;

namespace HalloweenCostume.Http;

public sealed class LowerCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
