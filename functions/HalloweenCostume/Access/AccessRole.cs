using System.Text.Json.Serialization;
using HalloweenCostume.Http;

namespace HalloweenCostume.Access;

[JsonConverter(typeof(LowerCaseEnumConverter<AccessRole>))]
public enum AccessRole
{
    /// <summary>Sees and makes one person's pictures.</summary>
    Person,

    /// <summary>Sees and makes everybody's pictures.</summary>
    Household,

    /// <summary>That, and says who else may come in.</summary>
    Admin,
}
