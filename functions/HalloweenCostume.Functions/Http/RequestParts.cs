using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace HalloweenCostume.Functions.Http;

internal static class RequestParts
{
    /// <summary>A part of the route as it was sent: the Functions host would hand it over as what it takes it for, a number for instance.</summary>
    public static string Part(this HttpRequest request, string name) => Convert.ToString(request.RouteValues[name], CultureInfo.InvariantCulture) ?? "";
}
