namespace HalloweenCostume.Access;

/// <summary>Who may use a route at all. Whose things it may touch there is the route's own business.</summary>
public enum AccessRule
{
    /// <summary>Without a key.</summary>
    Anyone,

    /// <summary>With any key.</summary>
    Keys,

    /// <summary>With an admin's key.</summary>
    Admins,
}
